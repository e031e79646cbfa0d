using FederatedGateway.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FederatedGateway.Gateway.Tests;

/// <summary>
/// A tiny service in a coordinator's place, on a real socket with mutual TLS. It answers in gRPC's form: body and trailers.
/// <c>Echo</c> sends the body back and says which headers it saw; <c>Watch</c> sends one part, waits for <see cref="Release"/>, and sends another.
/// </summary>
internal sealed class StandInCoordinator : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    private StandInCoordinator(WebApplication app, string name)
    {
        _app = app;
        Name = name;
    }

    public string Name { get; }

    public string Address => _app.Urls.Single();

    public int Calls => _calls;

    public WebApplication App => _app;

    public static async Task<StandInCoordinator> StartAsync(TestPki pki, string name, params string[] allowed)
    {
        string[] clients = [.. allowed.SelectMany((client, i) => new[] { $"--Tls:AllowedClients:{i}", client })];
        WebApplicationBuilder builder = HostConfiguration.CreateBuilder([.. pki.TlsArguments(name), .. clients]);
        builder.AddServiceDefaults("coordinator");
        WebApplication app = builder.BuildChecked();
        var coordinator = new StandInCoordinator(app, name);
        app.MapServiceDefaults();
        app.MapPost("/federatedgateway.coordinator.v1.CoordinatorService/Echo", coordinator.EchoAsync);
        app.MapPost("/federatedgateway.coordinator.v1.CoordinatorService/Watch", coordinator.WatchAsync);
        app.MapPost("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", coordinator.EchoAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return coordinator;
    }

    public void Release() => _release.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private async Task EchoAsync(HttpContext context)
    {
        Interlocked.Increment(ref _calls);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        HttpResponse response = Begin(context);
        response.Headers["seen-caller"] = context.Request.Headers[FederatedGateway.Protocol.CallerMetadata.Key].ToString();
        response.Headers["seen-authorization"] = context.Request.Headers.Authorization.ToString();
        response.Headers["seen-note"] = context.Request.Headers["x-note"].ToString();
        response.Headers["seen-te"] = context.Request.Headers.TE.ToString();
        await response.Body.WriteAsync(body.ToArray(), context.RequestAborted);
        response.AppendTrailer("grpc-status", "0");
    }

    private async Task WatchAsync(HttpContext context)
    {
        HttpResponse response = Begin(context);
        await response.WriteAsync("first", context.RequestAborted);
        await response.Body.FlushAsync(context.RequestAborted);
        await _release.Task.WaitAsync(context.RequestAborted);
        await response.WriteAsync("second", context.RequestAborted);
        response.AppendTrailer("grpc-status", "0");
    }

    private HttpResponse Begin(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["served-by"] = Name;
        context.Response.DeclareTrailer("grpc-status");
        return context.Response;
    }
}
