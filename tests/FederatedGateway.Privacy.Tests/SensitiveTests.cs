using System.Reflection;
using System.Text.Json;

namespace FederatedGateway.Privacy.Tests;

public sealed class SensitiveTests
{
    private static readonly JsonSerializerOptions Everything = new() { IncludeFields = true };

    [Fact]
    public void A_sensitive_value_cannot_be_printed()
    {
        Assert.Equal("Sensitive", Sensitive.Of(4711).ToString());
        Assert.Equal("Sensitive Sensitive", $"{Sensitive.Of("4711")} {Sensitive.Of(new { Count = 4711 })}");
        Assert.Equal("TrueCell", new TrueCell<string>("4711", 4711, [4711]).ToString());
    }

    [Fact]
    public void A_sensitive_value_cannot_be_serialised()
    {
        Assert.Equal("{}", JsonSerializer.Serialize(Sensitive.Of(4711)));
        Assert.Equal("{}", JsonSerializer.Serialize(Sensitive.Of("4711"), Everything));
        Assert.Equal("""{"A":{}}""", JsonSerializer.Serialize(new { A = Sensitive.Of(4711) }, Everything));
    }

    [Fact]
    public void Sensitive_values_cannot_be_compared_by_content()
    {
        Assert.False(Sensitive.Of(4711).Equals(Sensitive.Of(4711)));
        Assert.Equal(typeof(object), typeof(Sensitive<int>).GetMethod(nameof(GetHashCode))!.DeclaringType);
    }

    [Fact]
    public void Nothing_public_reveals_what_is_carried()
    {
        Assert.Equal(["ToString"], PublicMembersOf(typeof(Sensitive<int>)));
        // The check itself can fail: a released value does show.
        Assert.Contains("get_Value", PublicMembersOf(typeof(Released<int>)));
    }

    [Fact]
    public void Only_this_library_makes_released_values() =>
        Assert.Empty(typeof(Released<int>).GetConstructors());

    private static string[] PublicMembersOf(Type type) =>
        [.. type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).OfType<MethodInfo>().Select(member => member.Name)];
}
