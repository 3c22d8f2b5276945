using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace DedupPortal.Bitrix24.Tests.Emulator;

/// <summary>One form as it arrived: bracket names as they were written.</summary>
public sealed record ReceivedForm(string Path, string Query, IReadOnlyDictionary<string, string> Fields)
{
    public string this[string name] => Fields[name];
}

/// <summary>An application's server on loopback: keeps the forms that a portal posts to it.</summary>
internal sealed class FormReceiver : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly WebApplication _app;

    private FormReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<ReceivedForm> Forms { get; } = new();

    private readonly SemaphoreSlim _arrived = new(0);

    public string Address => _app.Urls.Single();

    public static async Task<FormReceiver> StartAsync(int status = 200)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new FormReceiver(builder.Build());
        receiver._app.Run(async context =>
        {
            var form = await context.Request.ReadFormAsync();
            receiver.Forms.Enqueue(new ReceivedForm(context.Request.Path, context.Request.QueryString.Value ?? "", form.ToDictionary(f => f.Key, f => f.Value.ToString())));
            receiver._arrived.Release();
            context.Response.StatusCode = status;
        });
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The next forms in the order of arrival. Throws when they do not come.</summary>
    public async Task<IReadOnlyList<ReceivedForm>> TakeAsync(int count)
    {
        var taken = new List<ReceivedForm>();
        while (taken.Count < count)
        {
            Assert.True(await _arrived.WaitAsync(s_patience), $"Only {taken.Count} of {count} forms came.");
            Assert.True(Forms.TryDequeue(out var form));
            taken.Add(form);
        }
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _arrived.Dispose();
    }
}
