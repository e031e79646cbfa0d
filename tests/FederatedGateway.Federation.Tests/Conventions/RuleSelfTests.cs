using System.Xml.Linq;

namespace FederatedGateway.Federation.Tests.Conventions
{
    /// <summary>Each rule is shown something that breaks it, and must say so.</summary>
    public sealed class RuleSelfTests
    {
        [Fact]
        public void A_forbidden_reference_is_found() => Assert.Equal(
            ["Privacy may not reference Node"],
            Rules.References("Privacy", XDocument.Parse("<Project><ItemGroup><ProjectReference Include=\"..\\FederatedGateway.Node\\FederatedGateway.Node.csproj\" /></ItemGroup></Project>")));

        [Fact]
        public void A_project_beside_the_table_is_found() =>
            Assert.Equal(["Extras is not in the project table"], Rules.References("Extras", XDocument.Parse("<Project />")));

        [Fact]
        public void A_package_in_the_wrong_place_is_found() =>
            Assert.Equal(["Coordinator may not use DuckDB.NET.Data.Full: its place is Node"], Rules.Packages("Coordinator", ["DuckDB.NET.Data.Full", "Google.Protobuf"]));

        [Fact]
        public void A_package_that_the_table_does_not_know_is_found() => Assert.Equal(["Privacy may not add MathNet.Numerics"], Rules.KnownPackages("Privacy", ["MathNet.Numerics"]));

        [Theory]
        [InlineData("<Project><PropertyGroup><NoWarn>RS0030</NoWarn></PropertyGroup></Project>")]
        [InlineData("<Project><ItemGroup><AdditionalFiles Remove=\"BannedSymbols.txt\" /></ItemGroup></Project>")]
        [InlineData("<Project><ItemGroup><PackageReference Include=\"X\" VersionOverride=\"1\" /></ItemGroup></Project>")]
        public void A_project_that_opts_out_is_found(string file) => Assert.Single(Rules.OptsOut("Node", XDocument.Parse(file)));

        [Fact]
        public void Arithmetic_without_checks_is_found() => Assert.Single(Rules.ChecksOverflow("Privacy", XDocument.Parse("<Project />")));

        [Theory]
        [InlineData("message M {", "no comment"), InlineData("  string name = 1;", "required"), InlineData("  repeated a.b.C rows = 2;", "required"), InlineData("  map<string, string> m = 3;", "required")]
        public void A_line_of_the_protocol_without_a_comment_is_found(string line, string said) =>
            Assert.Contains(said, Assert.Single(Rules.ProtoComments("x.proto", ["", line])), StringComparison.Ordinal);

        [Fact]
        public void A_clock_in_a_pure_project_is_found() => Assert.Single(Rules.Pure("Agreements", ["System.TimeProvider", "System.DateTimeOffset"]));

        [Fact]
        public void An_open_class_is_found() => Assert.Single(Rules.Sealed([typeof(Breaches.OpenClass), typeof(Breaches.ClosedClass)]));

        [Fact]
        public void A_vague_name_is_found() => Assert.Single(Rules.Names([typeof(Breaches.RowHelper), typeof(Breaches.ClosedClass)]));

        [Fact]
        public void A_vague_project_is_found() => Assert.Equal(["Common does not say what it is for"], Rules.VagueProjectNames(["Common", "Node"]));

        [Fact]
        public void A_public_class_of_a_host_is_found() => Assert.Single(Rules.PublicTypes("Node", [typeof(Breaches.OpenClass)]));

        [Fact]
        public void Input_and_output_in_a_pure_project_is_found() => Assert.Single(Rules.Pure("Privacy", ["System.IO.File", "System.Math"]));
    }
}

namespace FederatedGateway.Breaches
{
    public class OpenClass;

    public sealed class ClosedClass;

    public sealed class RowHelper;
}
