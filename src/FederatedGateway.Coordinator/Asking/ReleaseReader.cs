using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Privacy;
using FederatedGateway.Protocol;
using FederatedGateway.Protocol.Node.V1;
using FederatedGateway.Queries;
using Google.Protobuf;

namespace FederatedGateway.Coordinator;

/// <summary>
/// Believes a node's answer only if it is signed with the key that the agreement names, answers exactly this question at
/// the agreed price, carries the noise that the agreement demands, and every cell of it can exist.
/// </summary>
internal sealed class ReleaseReader(AcceptedQuestion question)
{
    private readonly IReadOnlyList<AgreedLevel> _levels = AgreedLevel.Of(question.Query, question.Plans);

    /// <summary>Checks what the node of a party answered.</summary>
    public ReleaseReading Read(Party party, Protocol.Evidence.V1.Envelope? wire)
    {
        if (wire?.ToDomain() is not { } signed
            || signed.Verify(ReleaseDocument.PayloadType, [party.NodeKey!]) is not { } verified)
        {
            return ReleaseReading.Faulty("It is not signed with the key that the agreement gives for the agency's node.");
        }

        Release content;
        try
        {
            content = Release.Parser.ParseFrom(verified.Payload.Span);
        }
        catch (InvalidProtocolBufferException)
        {
            return ReleaseReading.Faulty("It is signed but cannot be read.");
        }

        string? fault = FaultOfHeader(party, content) ?? FaultOfComponents(content) ?? FaultOfCharges(content);
        return fault is null ? ReadCells(content) : ReleaseReading.Faulty(fault);
    }

    private string? FaultOfHeader(Party party, Release content)
    {
        if (content.PartyId != party.Id)
        {
            return "It names another agency.";
        }

        if (content.QueryHash != question.Query.Hash)
        {
            return "It answers another query.";
        }

        return content.AgreementHash == question.Agreement.Hash.ToString() ? null : "It was made under another agreement.";
    }

    private string? FaultOfComponents(Release content)
    {
        (PlannedComponent Component, int Level)[] planned = [.. question.Plans.SelectMany((plan, level) => plan.Components.Select(component => (component, level)))];
        if (!content.Components.Select(component => (component.Id, component.Level)).SequenceEqual(planned.Select(plan => (plan.Component.Component.Id, plan.Level))))
        {
            return "It does not hold the components that the query asks for.";
        }

        bool same = content.Components.Zip(planned).All(pair => pair.First.Says(pair.Second.Component, pair.Second.Level));
        return same ? null : "Its noise is not the noise that the agreement demands.";
    }

    private string? FaultOfCharges(Release content)
    {
        PrivacyLoss price = question.Terms.Price;
        bool same = content.Charges.Select(charge => charge.Window).ToHashSet().SetEquals(question.Terms.Windows)
            && content.Charges.Count == question.Terms.Windows.Count
            && content.Charges.All(charge => charge.ToDomain() == price);
        return same ? null : "Its charge is not the price of the agreement for the windows that the query touches.";
    }

    private ReleaseReading ReadCells(Release content)
    {
        var cells = new Dictionary<CellKey, IReadOnlyList<long>>(content.Cells.Count);
        foreach (Cell cell in content.Cells)
        {
            if (cell.Level < 0 || cell.Level >= _levels.Count || !_levels[cell.Level].Allows(cell.Key))
            {
                return ReleaseReading.Faulty("It has a cell that the dictionary does not allow.");
            }

            if (cell.Values.Count != _levels[cell.Level].Width)
            {
                return ReleaseReading.Faulty("It has a cell with more or fewer values than its components have.");
            }

            if (!_levels[cell.Level].MayShow(cell.Values))
            {
                return ReleaseReading.Faulty("It has a cell whose noisy number of units is below what the k rule shows.");
            }

            if (cell.Values.Any(value => value != ReleaseDocument.Saturate(value)))
            {
                return ReleaseReading.Faulty("It has a value that is too large to be summed.");
            }

            if (!cells.TryAdd(new CellKey(cell.Key, cell.Level), cell.Values))
            {
                return ReleaseReading.Faulty("It has a cell twice.");
            }
        }

        return new ReleaseReading(new AgencyRelease(content.PartyId, [.. question.Plans.Select(plan => plan.Components)], cells), content, null);
    }
}
