using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FederatedGateway.Evidence;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FederatedGateway.Agreements;

/// <summary>
/// Turns the YAML that people write into the canonical JSON that they sign. A safe subset of YAML 1.2: one document of mappings,
/// lists and scalars. Anchors, aliases, tags, directives, merge keys, duplicate keys, tabs and further documents are refused,
/// because each lets a text mean something else than it looks like.
/// </summary>
public static partial class YamlReader
{
    private const int MaxDepth = 32;
    private const int MaxLength = 8 * 1024 * 1024;

    /// <summary>Reads YAML and writes it as canonical JSON (RFC 8785).</summary>
    /// <param name="yaml">The text. Plain scalars follow the core schema (YAML 1.2.2 section 10.3); a date is text.</param>
    /// <exception cref="FormatException">The text is outside the subset; the message says line, column, what is wrong and what to do.</exception>
    public static byte[] ToCanonicalJson(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        if (yaml.Length > MaxLength)
        {
            throw new FormatException($"The text has {yaml.Length} characters; at most {MaxLength} are read.");
        }

        string text = yaml.TrimStart('\uFEFF'); // A byte order mark is no part of the document; editors on Windows write one.
        Refuse(text, text.IndexOf('\t', StringComparison.Ordinal), "there is a tab", "Use spaces, or \\t in a quoted text");
        Refuse(text, Directive().Match(text) is { Success: true } match ? match.Length - 1 : -1, "directives are not read", "Remove the line");
        using var reader = new StringReader(text);
        var parser = new Parser(reader);
        try
        {
            return CanonicalJson.Serialize(Document(parser)!);
        }
        catch (YamlException error)
        {
            throw YamlPlace.Error(error.Start, $"this is not YAML ({error.Message})", "Correct the text here", error);
        }
        catch (InvalidOperationException error)
        {
            // The parser's own way of refusing what follows the end of a document.
            throw YamlPlace.Error(parser.Current?.End ?? default, "this is not YAML", "Correct the text after this place", error);
        }
    }

    private static void Refuse(string text, int index, string problem, string remedy)
    {
        if (index >= 0)
        {
            int line = text.AsSpan(0, index).Count('\n') + 1;
            int column = index - text[..index].LastIndexOf('\n');
            throw YamlPlace.Error(line, column, problem, remedy);
        }
    }

    private static JsonNode? Document(Parser parser)
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            throw new FormatException("Line 1, column 1: the text is empty. Write a document.");
        }

        parser.Consume<DocumentStart>();
        if (!parser.Accept<MappingStart>(out _))
        {
            throw YamlPlace.Error(parser.Current!.Start, "the document is no mapping", "Begin with members such as \"kind: ...\"");
        }

        JsonNode? node = Node(parser, MaxDepth);
        parser.Consume<DocumentEnd>();
        return parser.Accept<StreamEnd>(out _)
            ? node
            : throw YamlPlace.Error(parser.Current!.Start, "a second document begins", "Keep one document in a file");
    }

    private static JsonNode? Node(Parser parser, int depth)
    {
        if (parser.Accept<AnchorAlias>(out var alias))
        {
            throw YamlPlace.Error(alias.Start, $"the alias *{alias.Value} is not read", "Write the value out");
        }

        var node = parser.Require<NodeEvent>();
        YamlPlace.RefuseDecoration(node);
        if (depth == 0)
        {
            throw YamlPlace.Error(node.Start, $"the nesting is deeper than {MaxDepth}", "Flatten the document");
        }

        return node switch
        {
            Scalar => YamlScalar.Value(parser.Consume<Scalar>()),
            SequenceStart => Sequence(parser, depth),
            MappingStart => Mapping(parser, depth),
            _ => throw YamlPlace.Error(node.Start, "this cannot be read", "Write a mapping, a list or a scalar"),
        };
    }

    private static JsonArray Sequence(Parser parser, int depth)
    {
        parser.Consume<SequenceStart>();
        var array = new JsonArray();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            array.Add(Node(parser, depth - 1));
        }

        return array;
    }

    private static JsonObject Mapping(Parser parser, int depth)
    {
        parser.Consume<MappingStart>();
        var members = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            ParsingEvent place = parser.Current!;
            string key = Key(parser);
            if (members.ContainsKey(key))
            {
                throw YamlPlace.Error(place.Start, $"the key \"{key}\" is here twice", "Keep one of them");
            }

            members.Add(key, Node(parser, depth - 1));
        }

        return members;
    }

    // A key is text as written: 01 and 1 are two keys, and true is the word.
    private static string Key(Parser parser)
    {
        if (!parser.TryConsume<Scalar>(out var key))
        {
            throw YamlPlace.Error(parser.Current!.Start, "a key must be plain or quoted text", "Write \"key: value\"");
        }

        YamlPlace.RefuseDecoration(key);
        bool plain = key.Style == ScalarStyle.Plain;
        if (plain && key.Value == "<<")
        {
            throw YamlPlace.Error(key.Start, "the merge key << is not read", "Write the members out");
        }

        return plain && key.Value.Length == 0
            ? throw YamlPlace.Error(key.Start, "a key is missing", "Write \"key: value\"")
            : key.Value;
    }

    // The first line that is neither empty nor a comment begins with a percent sign.
    [GeneratedRegex(@"\A(?: *(?:#[^\n]*)?\r?\n)*%", RegexOptions.CultureInvariant)]
    private static partial Regex Directive();
}
