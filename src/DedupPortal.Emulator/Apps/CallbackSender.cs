using System.Text.Json.Nodes;
using DedupPortal.Emulator.Protocol;

namespace DedupPortal.Emulator.Apps;

/// <summary>Posts forms to applications: once, whatever the answer. Remembers the newest 2,000 for the handles.</summary>
internal sealed class CallbackSender : IDisposable
{
    private const int Limit = 2000;
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };
    private readonly Lock _gate = new();
    private readonly LinkedList<JsonObject> _sent = new();

    /// <summary>What was posted and the status that came back; 0 when nothing answered.</summary>
    public async Task<JsonObject> PostAsync(string address, JsonObject form, CancellationToken cancellation = default)
    {
        var record = new JsonObject { ["to"] = address, ["form"] = form.DeepClone() };
        try
        {
            using var content = PhpFormWriter.Content(form);
            using var response = await _http.PostAsync(new Uri(address), content, cancellation);
            record["status"] = (int)response.StatusCode;
            if (response.Headers.Location is { } location)
                record["location"] = location.ToString();
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            record["status"] = 0;
            record["failure"] = failure.Message;
        }
        lock (_gate)
        {
            _sent.AddLast(record);
            if (_sent.Count > Limit)
                _sent.RemoveFirst();
        }
        return (JsonObject)record.DeepClone();
    }

    public JsonArray List()
    {
        lock (_gate)
            return new JsonArray([.. _sent.Select(s => s.DeepClone())]);
    }

    public void Clear()
    {
        lock (_gate)
            _sent.Clear();
    }

    public void Dispose() => _http.Dispose();
}
