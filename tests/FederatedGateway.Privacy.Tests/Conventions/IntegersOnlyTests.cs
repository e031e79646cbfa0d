using System.Reflection;
using System.Text.RegularExpressions;

namespace FederatedGateway.Privacy.Tests;

/// <summary>The noise path knows whole numbers only, and takes uniforms by rejection.</summary>
public sealed partial class IntegersOnlyTests
{
    private static readonly string Folder = ProjectFiles.PathOf("src", "FederatedGateway.Privacy", "Noise");
    private static readonly Type[] Inexact = [typeof(double), typeof(float), typeof(Half), typeof(decimal)];

    [Fact]
    public void No_noise_file_mentions_an_inexact_number_or_a_remainder()
    {
        string[] files = Directory.GetFiles(Folder, "*.cs");
        Assert.True(files.Length >= 5);
        Assert.All(files, file => Assert.False(Inexactness(File.ReadAllText(file)), file));
    }

    [Fact]
    public void No_noise_type_holds_an_inexact_number()
    {
        IEnumerable<string> names = Directory.GetFiles(Folder, "*.cs").Select(file => Path.GetFileNameWithoutExtension(file));
        Assert.All(names, name => Assert.Empty(InexactMembers(typeof(MeasurementPlan).Assembly.GetType($"FederatedGateway.Privacy.{name}", throwOnError: true)!)));
    }

    [Theory]
    [InlineData("var x = (double)y;")]
    [InlineData("float x;")]
    [InlineData("return Math.Exp(y);")]
    [InlineData("return word % bound;")]
    [InlineData("var x = 0.5;")]
    [InlineData("BigInteger.Log(y);")]
    [InlineData("new Rational(1, 2).ToDouble();")]
    public void The_text_check_can_fail(string sabotage) => Assert.True(Inexactness(sabotage));

    [Fact]
    public void The_type_check_can_fail() => Assert.Equal(["scale", "Draw"], InexactMembers(typeof(FloatingNoise)));

    private static bool Inexactness(string source) => Forbidden().IsMatch(Comment().Replace(source, string.Empty));

    private static IEnumerable<string> InexactMembers(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        IEnumerable<string> fields = type.GetFields(All).Where(field => Inexact.Contains(field.FieldType)).Select(field => field.Name);
        IEnumerable<string> methods = type.GetMethods(All).Where(UsesInexact).Select(method => method.Name);
        return fields.Concat(methods);
    }

    private static bool UsesInexact(MethodInfo method) =>
        Inexact.Contains(method.ReturnType)
        || method.GetParameters().Any(parameter => Inexact.Contains(parameter.ParameterType))
        || (method.GetMethodBody()?.LocalVariables.Any(local => Inexact.Contains(local.LocalType)) ?? false);

    [GeneratedRegex(@"\b(double|float|decimal|Half|ToDouble)\b|Math\.(Exp|Log|Sqrt|Pow|ScaleB)|BigInteger\.(Log|Exp)|%|\d\.\d")]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comment();

    private sealed class FloatingNoise(double start)
    {
        private readonly double scale = start;

        public long Draw(double value) => (long)(value * scale);
    }
}
