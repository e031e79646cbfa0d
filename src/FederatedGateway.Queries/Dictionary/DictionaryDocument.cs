namespace FederatedGateway.Queries;

internal static class DictionaryDocument
{
    public static DataDictionary Read(byte[] json) => throw new NotSupportedException();
}
