namespace FederatedGateway.Queries;

/// <summary>Reads the codelists of a dictionary document and their levels.</summary>
internal static class CodelistReader
{
    public static Dictionary<string, Codelist> Read(JsonPlace lists)
    {
        var read = new Dictionary<string, Codelist>(StringComparer.Ordinal);
        var members = lists.Members() ?? [];
        foreach (var (id, place) in members)
        {
            if (DictionaryName.Check(id, place) && One(id, place) is { } list)
            {
                read.Add(id, list);
            }
        }

        foreach (var list in read.Values)
        {
            CheckParents(list, members[list.Id], read, members);
        }

        return read;
    }

    private static Codelist? One(string id, JsonPlace place)
    {
        if (place.Object(["title", "codes"], "parentList") is not { } members)
        {
            return null;
        }

        var title = members["title"].Text();
        var parentList = members.TryGetValue("parentList", out var parent) ? parent.String() : null;
        var codes = Codes(members["codes"]);
        return title is null || codes is null ? null : new Codelist(id, title, codes, parentList);
    }

    private static List<Code>? Codes(JsonPlace place)
    {
        if (place.Items() is not { } items)
        {
            return null;
        }

        var codes = new List<Code>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item.Object(["id", "title"], "parent") is not { } members || members["id"].String() is not { } id)
            {
                continue;
            }

            if (!DictionaryName.IsCode(id))
            {
                members["id"].Report($"{Wording.Quote(id)} is no code: it must be 1 to 64 of letters, digits and _ - . : and begin with a letter or digit");
            }
            else if (!seen.Add(id))
            {
                members["id"].Report($"{id} is in the list twice");
            }
            else if (members["title"].Text() is { } title)
            {
                codes.Add(new Code(id, title, members.TryGetValue("parent", out var parent) ? parent.String() : null));
            }
        }

        return codes.Count == 0 ? null : codes;
    }

    private static void CheckParents(Codelist list, JsonPlace place, Dictionary<string, Codelist> lists, Dictionary<string, JsonPlace> members)
    {
        if (list.ParentList is null)
        {
            if (list.Codes.FirstOrDefault(code => code.Parent is not null) is { } orphan)
            {
                place.Report($"code {orphan.Id} has a parent, and the list names no parentList");
            }

            return;
        }

        if (!lists.TryGetValue(list.ParentList, out var parents))
        {
            // A parent list that has errors of its own is reported there.
            if (!members.ContainsKey(list.ParentList))
            {
                place.Report($"parentList {Wording.Quote(list.ParentList)} is no codelist. Codelists: {Wording.Nearest(list.ParentList, lists.Keys)}");
            }

            return;
        }

        if (IsCircular(list, lists))
        {
            place.Report("parentList leads back to this list");
        }

        foreach (var code in list.Codes.Where(code => code.Parent is null || !parents.Contains(code.Parent)))
        {
            place.Report(code.Parent is null
                ? $"code {code.Id} lacks a parent, a code of {parents.Id}"
                : $"the parent {Wording.Quote(code.Parent)} of code {code.Id} is no code of {parents.Id}. Nearest: {Wording.Nearest(code.Parent, [.. parents.Codes.Select(known => known.Id)])}");
        }
    }

    private static bool IsCircular(Codelist list, Dictionary<string, Codelist> lists)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = list; at?.ParentList is not null; at = lists.GetValueOrDefault(at.ParentList))
        {
            if (!seen.Add(at.Id))
            {
                return true;
            }
        }

        return false;
    }
}
