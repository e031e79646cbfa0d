using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FederatedGateway.Agreements;

/// <summary>Errors that say where in a YAML text they are.</summary>
internal static class YamlPlace
{
    internal static FormatException Error(Mark place, string problem, string remedy, Exception? cause = null) =>
        Error(place.Line, place.Column, problem, remedy, cause);

    internal static FormatException Error(long line, long column, string problem, string remedy, Exception? cause = null) =>
        new(FormattableString.Invariant($"Line {line}, column {column}: {problem}. {remedy}."), cause);

    internal static void RefuseDecoration(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            throw Error(node.Start, $"the anchor &{node.Anchor.Value} is not read", "Remove it and write values out where they belong");
        }

        if (!node.Tag.IsEmpty)
        {
            throw Error(node.Start, $"the tag {node.Tag} is not read", "Remove it; quotes make text");
        }
    }
}
