namespace DedupPortal.Emulator.Events;

/// <summary>An application's wish to hear of an event: online at an address, or offline in its queue.</summary>
internal sealed class EventHandlerRow
{
    public int Id { get; set; }

    public string ClientId { get; set; } = "";

    public string Event { get; set; } = "";

    /// <summary>Empty for an offline one.</summary>
    public string Address { get; set; } = "";

    /// <summary>Whose tokens go along; 0: those of who did it.</summary>
    public int AuthType { get; set; }

    public bool Offline { get; set; }

    /// <summary>The queue's name; changes made under this name are not recorded in it.</summary>
    public string Connector { get; set; } = "";

    /// <summary>Seconds between two pings.</summary>
    public int MinTimeout { get; set; } = 1;

    public DateTimeOffset LastPing { get; set; }
}

/// <summary>An administrator's wish, in the portal's own pages, to have events posted to an address; no application is involved.</summary>
internal sealed class OutgoingWebhook
{
    public int Id { get; set; }

    public string Address { get; set; } = "";

    public List<string> Events { get; set; } = [];

    /// <summary>What the portal shows to the administrator and sends along as <c>application_token</c>.</summary>
    public string Token { get; set; } = "";
}

/// <summary>The newest state of one (event, object) that an application has not fetched yet.</summary>
internal sealed class OfflineRecord
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(30);

    public int Id { get; set; }

    public string ClientId { get; set; } = "";

    public string Connector { get; set; } = "";

    public string Event { get; set; } = "";

    public int ObjectId { get; set; }

    public int UserId { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>The same for the same event and object.</summary>
    public string MessageId { get; set; } = "";

    /// <summary>Who has reserved it; empty: nobody.</summary>
    public string ProcessId { get; set; } = "";

    public bool Error { get; set; }
}

/// <summary>Handlers and queues of all applications.</summary>
internal sealed class EventState
{
    public int LastHandlerId { get; set; } = 184;

    public int LastRecordId { get; set; } = 50;

    public List<EventHandlerRow> Handlers { get; set; } = [];

    public List<OfflineRecord> Queue { get; set; } = [];

    public List<OutgoingWebhook> Outgoing { get; set; } = [];

    /// <summary>Offline records show `false` instead of the object and its author, as the documentation's samples do.</summary>
    public bool BareRecords { get; set; }

    public void Drop(string clientId, bool withQueue)
    {
        Handlers.RemoveAll(h => h.ClientId == clientId);
        if (withQueue)
            Queue.RemoveAll(r => r.ClientId == clientId);
    }
}
