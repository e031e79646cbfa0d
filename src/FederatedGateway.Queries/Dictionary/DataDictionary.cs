using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace FederatedGateway.Queries;

/// <summary>The shared data dictionary: what every party means by its datasets, columns and codes. Immutable.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "Data dictionary is the term that officers and analysts know; it is no collection.")]
public sealed class DataDictionary
{
    /// <summary>The value of <c>kind</c> in the document.</summary>
    public const string Kind = "DataDictionary/v1";

    internal DataDictionary(
        string id,
        int version,
        string title,
        ReadOnlyMemory<byte> document,
        IEnumerable<Codelist> codelists,
        IEnumerable<Dataset> datasets,
        IEnumerable<PublicTable> publicTables)
    {
        Id = id;
        Version = version;
        Title = title;
        Document = document;
        Hash = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(document.Span));
        Codelists = codelists.ToImmutableSortedDictionary(list => list.Id, list => list, StringComparer.Ordinal);
        PublicTables = publicTables.ToImmutableSortedDictionary(table => table.Id, table => table, StringComparer.Ordinal);
        Datasets = datasets.ToImmutableSortedDictionary(dataset => dataset.Id, dataset => dataset, StringComparer.Ordinal);
    }

    /// <summary>The name of the dictionary.</summary>
    public string Id { get; }

    /// <summary>The version, from 1.</summary>
    public int Version { get; }

    /// <summary>What people read.</summary>
    public string Title { get; }

    /// <summary><c>sha256:</c> and 64 lower-case hexadecimal digits of exactly the bytes of <see cref="Document"/>.</summary>
    public string Hash { get; }

    /// <summary>The JSON bytes that were read.</summary>
    public ReadOnlyMemory<byte> Document { get; }

    /// <summary>The codelists by id, in the order of their ids.</summary>
    public IReadOnlyDictionary<string, Codelist> Codelists { get; }

    /// <summary>The datasets by id, in the order of their ids.</summary>
    public IReadOnlyDictionary<string, Dataset> Datasets { get; }

    /// <summary>The public tables by id, in the order of their ids.</summary>
    public IReadOnlyDictionary<string, PublicTable> PublicTables { get; }

    /// <summary>Queries that were read with this dictionary.</summary>
    internal ReadingMemory Readings { get; } = new();

    /// <summary>Reads a dictionary document strictly: a member that is not known is an error.</summary>
    /// <param name="json">UTF-8 JSON; kept as it is.</param>
    /// <exception cref="DictionaryException">The document has errors; all of them are listed.</exception>
    public static DataDictionary Read(ReadOnlyMemory<byte> json) => DictionaryDocument.Read(json.ToArray());

    /// <summary>Id, version and hash.</summary>
    public override string ToString() => $"{Id} version {Version} ({Hash})";
}
