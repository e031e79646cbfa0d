using System.Globalization;
using DuckDB.NET.Data;

namespace FederatedGateway.Node;

/// <summary>Collects the values of a statement, so that no value is ever part of its text.</summary>
internal sealed class StatementParameters
{
    private readonly List<(string Name, object Value)> _values = [];

    /// <summary>Adds a value and returns how the statement refers to it.</summary>
    public string Add(object value)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"p{_values.Count}");
        _values.Add((name, value));
        return "$" + name;
    }

    /// <summary>Gives the values to a command.</summary>
    public void ApplyTo(DuckDBCommand command)
    {
        foreach ((string name, object value) in _values)
        {
            command.Parameters.Add(new DuckDBParameter(name, value));
        }
    }
}
