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
