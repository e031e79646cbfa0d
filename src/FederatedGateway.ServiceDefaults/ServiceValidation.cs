using Microsoft.Extensions.Options;

namespace FederatedGateway.ServiceDefaults;

/// <summary>Checks the top level of the configuration when the host starts.</summary>
internal sealed class ServiceValidation : IValidateOptions<ServiceOptions>
{
    public ValidateOptionsResult Validate(string? name, ServiceOptions options)
    {
        var errors = new List<string>();
        if (ListenAddress.Parse(options.Listen, out string? error) is null)
        {
            errors.Add(error!);
        }

        if (string.IsNullOrWhiteSpace(options.KeyRing))
        {
            errors.Add("KeyRing is empty. Give a folder that this host can write, for example 'keys'.");
        }

        if (options.ShutdownTimeout <= TimeSpan.Zero || options.ShutdownTimeout > TimeSpan.FromMinutes(10))
        {
            errors.Add($"ShutdownTimeout is {options.ShutdownTimeout}. Give a time above zero and up to 00:10:00.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
