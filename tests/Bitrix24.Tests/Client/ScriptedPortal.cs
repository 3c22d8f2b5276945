using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DedupPortal.Bitrix24.Tests.Client;

/// <summary>One answer of the scripted portal, byte for byte. Status 0 closes the connection without a word.</summary>
internal sealed record Scripted(int Status, string Body, string ContentType = "application/json; charset=utf-8", string? Location = null, string? RetryAfter = null, TimeSpan Delay = default)
{
    internal static Scripted Ok(string result) => new(200, $$"""{"result":{{result}}}""");
}

/// <summary>
/// An HTTP server on loopback that answers with prepared bytes and remembers what it was asked. For the odd answers that
/// no well-behaved portal gives.
/// </summary>
internal sealed class ScriptedPortal : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedPortal(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
    }

    internal Uri Address { get; }

    internal ConcurrentQueue<Received> Requests { get; } = new();

    internal const string Secret = "k9w2e4r6t8y0u1i3";

    internal IncomingWebhook Webhook
    {
        get
        {
            Assert.True(IncomingWebhook.TryParse($"{Address}rest/1/{Secret}/", out var webhook, out _));
            return webhook;
        }
    }

    /// <summary>A portal that gives the answers in turn, the last of them for ever.</summary>
    internal static Task<ScriptedPortal> StartAsync(params Scripted[] answers) =>
        StartAsync((_, number) => answers[Math.Min(number, answers.Length) - 1]);

    /// <summary>A portal that decides by the request and its number, counted from 1.</summary>
    internal static async Task<ScriptedPortal> StartAsync(Func<Received, int, Scripted> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        ScriptedPortal? portal = null;
        var number = 0;
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var received = new Received(context.Request.Path.Value ?? "", await reader.ReadToEndAsync(), context.Request.Headers.UserAgent.ToString());
            portal!.Requests.Enqueue(received);
            await WriteAsync(context, answer(received, Interlocked.Increment(ref number)));
        });
        await app.StartAsync();
        portal = new ScriptedPortal(app, new Uri(app.Urls.Single() + "/"));
        return portal;
    }

    internal BitrixClientOptions Options(int attempts = 4) => new()
    {
        Attempts = attempts,
        RetryBase = TimeSpan.FromMilliseconds(1),
        RequestsPerSecond = 100_000,
        RequestBurst = 100_000,
        AllowedEndpoints = [$"{Address.Host}:{Address.Port}"],
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task WriteAsync(HttpContext context, Scripted answer)
    {
        if (answer.Delay > TimeSpan.Zero) await Task.Delay(answer.Delay, context.RequestAborted);
        if (answer.Status == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        if (answer.Location is not null) context.Response.Headers.Location = answer.Location;
        if (answer.RetryAfter is not null) context.Response.Headers.RetryAfter = answer.RetryAfter;
        await context.Response.WriteAsync(answer.Body);
    }

    internal sealed record Received(string Path, string Body, string UserAgent);
}
