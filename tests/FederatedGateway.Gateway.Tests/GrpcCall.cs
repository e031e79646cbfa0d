using System.Net.Http.Headers;

namespace FederatedGateway.Gateway.Tests;

/// <summary>What a gRPC client sees of a call, on the level of HTTP/2.</summary>
/// <param name="Status">The gRPC status, in headers (trailers-only) or trailers.</param>
/// <param name="TrailersOnly">Whether the status came in the headers.</param>
/// <param name="Response">The response, read to its end.</param>
internal sealed record GrpcCall(string Status, bool TrailersOnly, HttpResponseMessage Response)
{
    public const string Service = "/federatedgateway.coordinator.v1.CoordinatorService/";

    public string Header(string name) => Response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(',', values) : "";

    public static async Task<GrpcCall> EchoAsync(HttpClient client, byte[]? body = null, string? token = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = Request(Service + "Echo", body, token, headers);
        HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return Of(response);
    }

    public static HttpRequestMessage Request(string path, byte[]? body = null, string? token = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StreamContent(new MemoryStream(body ?? [0, 0, 0, 0, 0])),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        Array.ForEach(headers, header => request.Headers.Add(header.Name, header.Value));
        return request;
    }

    public static GrpcCall Of(HttpResponseMessage response)
    {
        bool trailersOnly = response.Headers.TryGetValues("grpc-status", out IEnumerable<string>? inHeaders);
        bool trailers = response.TrailingHeaders.TryGetValues("grpc-status", out IEnumerable<string>? inTrailers);
        return new GrpcCall(trailersOnly ? inHeaders!.Single() : trailers ? inTrailers!.Single() : "none", trailersOnly, response);
    }
}
