using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace FederatedGateway.ServiceDefaults;

/// <summary>Binds a section; what cannot be bound becomes one more validation error instead of an exception that hides the others.</summary>
internal sealed class OptionsSection<TOptions>(IConfiguration section) : IConfigureOptions<TOptions>, IValidateOptions<TOptions>
    where TOptions : class, new()
{
    private readonly List<string> _errors = [];

    public void Configure(TOptions options)
    {
        _errors.Clear();
        Bind(options, strict: false);
        if (section is IConfigurationSection && _errors.Count == 0)
        {
            // Apart from the real binding, because an unknown key would keep the known ones from being bound.
            Bind(new TOptions(), strict: true);
        }
    }

    public ValidateOptionsResult Validate(string? name, TOptions options)
        => _errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_errors);

    private void Bind(TOptions options, bool strict)
    {
        try
        {
            section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = strict);
        }
        catch (InvalidOperationException error)
        {
            _errors.Add(Explain(error));
        }
    }

    private string Explain(InvalidOperationException error)
    {
        // The binder's message for unknown keys speaks of its own options; the keys are the part an operator needs.
        const string Unknown = "were not found on the instance of ";
        string path = section is IConfigurationSection named ? named.Path : "The configuration";
        int at = error.Message.IndexOf(Unknown, StringComparison.Ordinal);
        int keys = at < 0 ? -1 : error.Message.IndexOf(": ", at, StringComparison.Ordinal);
        return keys < 0
            ? $"{path}: {error.Message}"
            : $"{path} has a key that is not known: {error.Message[(keys + 2)..]}. Correct its spelling or remove it.";
    }
}
