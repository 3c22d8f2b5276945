namespace DedupPortal.Emulator.Storage;

/// <summary>The running portal: its state, its clock and the one gate that every call passes.</summary>
internal sealed class Portal(PortalClock clock, PortalState? kept, Func<PortalState> seed)
{
    private long _version;

    public Lock Gate { get; } = new();

    public PortalClock Clock { get; } = clock;

    public PortalState State { get; private set; } = kept ?? seed();

    /// <summary>Grows with every change, so that the state file knows when it is behind.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Called after a reset, outside the gate.</summary>
    public Action? Restarted { get; set; }

    /// <summary>Something has changed. Called while the gate is held.</summary>
    public void Touch()
    {
        Interlocked.Increment(ref _version);
        State.CompanyContacts.Forget();
    }

    /// <summary>Back to the seeded portal.</summary>
    public void Reset()
    {
        lock (Gate)
        {
            var webhooks = State.Webhooks;
            var (memberId, applications) = (State.MemberId, State.Applications);
            State = seed();
            webhooks.ForEach(w => w.Revoked = false);
            State.Webhooks = webhooks;
            State.MemberId = memberId;
            if (applications.Count > 0)
                State.Applications = [applications[0].AsRegistered(State.Applications[0])];
            Touch();
        }
        Restarted?.Invoke();
    }
}
