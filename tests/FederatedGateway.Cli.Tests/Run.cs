using System.Text;
using FederatedGateway.Cli.Terminal;

namespace FederatedGateway.Cli.Tests;

/// <summary>One run of the program, with what it wrote.</summary>
internal sealed record Run(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a command line.</summary>
    internal static async Task<Run> Of(string[] args, string input = "", int width = 100, bool unicode = true, CancellationTokenSource? stop = null)
    {
        await using var output = new Utf8Writer();
        await using var error = new Utf8Writer();
        using var reader = new StringReader(input);
        var screen = new Screen(width, unicode, Colour: false, Live: false);
        var shell = new Shell { Output = output, Error = error, Input = reader, Environment = _ => null, OutputScreen = screen, ErrorScreen = screen };
        var code = await Fedgate.RunAsync(args, shell, stop?.Token ?? TestContext.Current.CancellationToken);
        return new Run(code, output.ToString(), error.ToString());
    }

    private sealed class Utf8Writer : StringWriter
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
