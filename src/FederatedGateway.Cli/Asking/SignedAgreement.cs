using FederatedGateway.Agreements;
using FederatedGateway.Cli.Connection;
using FederatedGateway.Cli.Profiles;
using FederatedGateway.Evidence;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Coordinator.V1;
using FederatedGateway.Queries;
using Grpc.Core;

namespace FederatedGateway.Cli.Asking;

/// <summary>An agreement whose signatures this program has verified, and the dictionary whose hash stands in it.</summary>
internal sealed record SignedAgreement(Agreement Agreement, DataDictionary Dictionary)
{
    /// <summary>Fetches an agreement and verifies it.</summary>
    /// <param name="connection">The gateway.</param>
    /// <param name="profile">Whose officers' signatures are believed.</param>
    /// <param name="name">Id or hash; empty for the only one there is.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="CliFailure">It cannot be had, or does not verify.</exception>
    internal static async Task<SignedAgreement> FetchAsync(
        GatewayConnection connection, Profile profile, string name, CancellationToken cancellation)
    {
        try
        {
            var response = await connection.Client
                .GetAgreementAsync(new GetAgreementRequest { Agreement = name }, connection.Call(cancellation))
                .ConfigureAwait(false);
            return Verify(response, profile.OfficerKeys, name);
        }
        catch (RpcException failed)
        {
            cancellation.ThrowIfCancellationRequested();
            throw connection.Explain(failed);
        }
    }

    /// <summary>Verifies what the coordinator sent. It is believed in nothing.</summary>
    internal static SignedAgreement Verify(GetAgreementResponse response, IReadOnlyList<OfficerPin> officerKeys, string name)
    {
        var agreement = ReadVerified(response, officerKeys);
        var hash = agreement.Hash.ToString();
        var expected = name.StartsWith("sha256:", StringComparison.Ordinal) ? hash : agreement.Id;
        if (name.Length > 0 && name != expected)
        {
            throw CliFailure.NotVerified($"The coordinator sent the agreement {agreement.Id} ({hash}) instead of {name}.");
        }

        var dictionary = response.Dictionary.ToByteArray();
        if (!Digest.Of(dictionary).Equals(agreement.DictionaryHash))
        {
            throw CliFailure.NotVerified(
                $"The coordinator sent a data dictionary with the hash {Digest.Of(dictionary)}; the agreement {agreement.Id} is about {agreement.DictionaryHash}.",
                "Tell the coordinator's operator: its dictionaries folder holds the wrong file.");
        }

        return new SignedAgreement(agreement, ReadDictionary(dictionary));
    }

    private static Agreement ReadVerified(GetAgreementResponse response, IReadOnlyList<OfficerPin> officerKeys)
    {
        var verified = response.Agreement?.ToDomain()?.Verify(Agreement.PayloadType, officerKeys.Select(pin => pin.Key))
            ?? throw CliFailure.NotVerified(
                "No officer whose key is in your profile has signed the agreement as the coordinator sent it.",
                "Either the agreement was altered on the way, or \"officerKeys\" in the profile are not those of its officers. Compare them with the officers, not with the coordinator.");
        try
        {
            return AgreementReader.Read(verified, officerKeys);
        }
        catch (AgreementException wrong)
        {
            throw CliFailure.NotVerified($"The agreement does not hold:\n{wrong.Message}", "Compare \"officerKeys\" in the profile with the officers of each party.");
        }
    }

    private static DataDictionary ReadDictionary(byte[] dictionary)
    {
        try
        {
            return DataDictionary.Read(dictionary);
        }
        catch (DictionaryException wrong)
        {
            throw CliFailure.NotVerified(wrong.Message, "The dictionary is the one that the agreement names, yet this program cannot read it: a newer fedgate may.");
        }
    }
}
