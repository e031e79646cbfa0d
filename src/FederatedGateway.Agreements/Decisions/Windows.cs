using System.Globalization;
using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Agreements;

/// <summary>The windows whose budgets a query is charged to.</summary>
internal static class Windows
{
    /// <summary>The windows that the months touch, oldest first, each once.</summary>
    internal static IReadOnlyList<string> Of(IReadOnlyList<YearMonth> months, WindowKind kind) => kind switch
    {
        WindowKind.CalendarYear => [.. months.Select(month => month.Year).Distinct().Order().Select(year => Format($"{year:D4}"))],
        WindowKind.Month => [.. months.Distinct().Order().Select(month => Format($"{month.Year:D4}-{month.Month:D2}"))],
        WindowKind.AllTime => months.Count == 0 ? [] : [BudgetWindow.AllTime],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
