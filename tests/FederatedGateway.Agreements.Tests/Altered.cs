using System.Text.Json.Nodes;

namespace FederatedGateway.Agreements.Tests;

/// <summary>Changes single members of an agreement.</summary>
internal static class Altered
{
    /// <summary>Gives the member at a path such as <c>parties.0.id</c> another value; null removes it.</summary>
    internal static void Set(JsonObject root, string path, string? json) => Assert.True(TrySet(root, path, json), path);

    /// <summary>Makes an agreement's k rule noisy.</summary>
    internal static void Noisy(JsonObject node)
    {
        Set(node, "privacy.kRule", "\"noisy\"");
        Set(node, "privacy.shownBelowK", "0.001");
    }

    /// <summary>Makes every epsilon of an agreement pure.</summary>
    internal static void Pure(JsonObject node)
    {
        Noisy(node);
        Set(node, "privacy.noise", "\"laplace\"");
        Set(node, "privacy.budget.delta", null);
    }

    /// <summary>The same; false where there is no such place.</summary>
    internal static bool TrySet(JsonObject root, string path, string? json)
    {
        string[] steps = path.Split('.');
        JsonNode? parent = root;
        foreach (string step in steps[..^1])
        {
            parent = parent switch
            {
                JsonObject container => container[step],
                JsonArray list when int.TryParse(step, out int index) && index < list.Count => list[index],
                _ => null,
            };
        }

        switch (parent)
        {
            case JsonObject container when json is null: return container.Remove(steps[^1]);
            case JsonObject container: container[steps[^1]] = JsonNode.Parse(json); return true;
            case JsonArray list when int.TryParse(steps[^1], out int last) && last < list.Count: list[last] = json is null ? null : JsonNode.Parse(json); return true;
            default: return false;
        }
    }

    /// <summary>The paths of all members.</summary>
    internal static IEnumerable<string> Paths(JsonNode? node, string prefix) => node switch
    {
        JsonObject container => container.SelectMany(member => Paths(member.Value, $"{prefix}{member.Key}.").Prepend(prefix + member.Key)),
        JsonArray list => list.SelectMany((item, i) => Paths(item, $"{prefix}{i}.").Prepend($"{prefix}{i}")),
        _ => [],
    };
}
