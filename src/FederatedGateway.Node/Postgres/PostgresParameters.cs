using System.Globalization;
using Npgsql;

namespace FederatedGateway.Node;

/// <summary>Collects the values of a statement, so that no value is ever part of its text.</summary>
internal sealed class PostgresParameters
{
    private readonly List<object> _values = [];

    /// <summary>Adds a value and returns how the statement refers to it.</summary>
    public string Add(object value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
    }

    /// <summary>Gives the values to a command.</summary>
    public void ApplyTo(NpgsqlCommand command)
    {
        foreach (object value in _values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }
    }
}
