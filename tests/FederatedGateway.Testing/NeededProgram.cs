using Xunit;

namespace FederatedGateway.Testing;

/// <summary>Programs beside .NET that tests use, and that <c>./test.sh</c> installs.</summary>
public static class NeededProgram
{
    /// <summary>Skips the running test where a program is not installed; fails it where <c>CI</c> is <c>true</c>.</summary>
    /// <param name="isInstalled">Whether it is.</param>
    /// <param name="missing">What to do where it is not.</param>
    public static void Require(bool isInstalled, string missing)
    {
        Assert.False(!isInstalled && Environment.GetEnvironmentVariable("CI") == "true", missing);
        Assert.SkipUnless(isInstalled, missing);
    }
}
