using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DedupPortal.Emulator.Apps;
using DedupPortal.Emulator.Protocol;
using DedupPortal.Emulator.Storage;

namespace DedupPortal.Emulator.Events;

/// <summary>Turns changes into queue records and posts. Called while the portal's gate is held; the posts leave later.</summary>
internal sealed class EventFeed(Portal portal, CallbackBodies bodies, EventPost post)
{
    public void Publish(IReadOnlyList<Change> changes, Actor actor)
    {
        foreach (var change in changes)
        {
            foreach (var handler in portal.State.Events.Handlers.Where(h => h.Event == change.Event).ToList())
            {
                if (Hears(handler) is not { } application)
                    continue;
                if (handler.Offline)
                    Record(application, handler, change, actor);
                else
                    Post(application, handler, Data(change), actor, refresh: false);
            }
            foreach (var webhook in portal.State.Events.Outgoing.Where(w => w.Events.Contains(change.Event, StringComparer.Ordinal)))
                post.Send(webhook.Address, bodies.Event(webhook.Token, change.Event, Data(change), auth: [], webhook.Id));
        }
    }

    /// <summary>ONAPPTEST to whoever listens.</summary>
    public void Test(Application application, JsonObject data, Actor actor)
    {
        foreach (var handler in portal.State.Events.Handlers.Where(h => h.ClientId == application.ClientId && h.Event == EventNames.Test))
            Post(application, handler, (JsonObject)data.DeepClone(), actor, refresh: true);
    }

    /// <summary>Nothing is sent or recorded before the installation is finished.</summary>
    private Application? Hears(EventHandlerRow handler) =>
        portal.State.Applications.Find(a => a.ClientId == handler.ClientId && a.Installation == Installation.Done && a.Scopes.Contains("crm"));

    private static JsonObject Data(Change change)
    {
        var fields = new JsonObject { ["ID"] = Php.Number(change.Id) };
        foreach (var (name, value) in change.Beside ?? System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty)
            fields[name] = value;
        return new JsonObject { ["FIELDS"] = fields };
    }

    private void Post(Application application, EventHandlerRow handler, JsonObject? data, Actor actor, bool refresh)
    {
        var owner = handler.AuthType > 0 ? handler.AuthType : actor.Robot ? 0 : actor.User.Id;
        var auth = owner == 0 ? [] : bodies.Tokens(application, owner, refresh);
        post.Send(handler.Address, bodies.Event(application.ApplicationToken, handler.Event, data, auth, handler.Id));
    }

    private void Record(Application application, EventHandlerRow handler, Change change, Actor actor)
    {
        if (handler.Connector.Length > 0 && handler.Connector == actor.Connector && actor.ClientId == handler.ClientId)
            return;
        var events = portal.State.Events;
        var record = events.Queue.Find(r => r.ClientId == handler.ClientId && r.Connector == handler.Connector && r.Event == change.Event
            && r.ObjectId == change.Id && r.ProcessId.Length == 0 && !r.Error);
        if (record is null)
        {
            record = new OfflineRecord
            {
                Id = ++events.LastRecordId, ClientId = handler.ClientId, Connector = handler.Connector, Event = change.Event, ObjectId = change.Id,
                MessageId = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{change.Event} {change.Id}")))[..32],
            };
            events.Queue.Add(record);
        }
        (record.At, record.UserId) = (portal.Clock.Instant(), actor.User.Id);
        Ping(application, actor);
    }

    // At most one ping in the agreed time; what comes in between is announced by nobody.
    private void Ping(Application application, Actor actor)
    {
        var now = portal.Clock.Instant();
        foreach (var handler in portal.State.Events.Handlers.Where(h => h.ClientId == application.ClientId && h is { Event: EventNames.Ping, Offline: false }))
        {
            if (now - handler.LastPing < TimeSpan.FromSeconds(handler.MinTimeout))
                continue;
            handler.LastPing = now;
            Post(application, handler, data: null, actor, refresh: true);
        }
    }
}
