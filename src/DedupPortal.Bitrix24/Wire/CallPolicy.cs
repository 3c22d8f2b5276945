namespace DedupPortal.Bitrix24;

/// <summary>How the calls of one client are treated, besides whose they are. The default suits a person's click on a portal of a usual plan.</summary>
public sealed record CallPolicy
{
    public static CallPolicy Default { get; } = new();

    /// <summary>Whose turn it is when the portal's budget is short. See <see cref="CallLane"/>.</summary>
    public CallLane Lane { get; init; } = CallLane.Person;

    /// <summary>
    /// The portal's plan as far as requests go: from now on for all clients of the portal in this process. Null leaves it as it is; before
    /// anybody said, it is <see cref="BitrixClientFactory.UsualLimit"/>.
    /// </summary>
    public RateLimit? Limit { get; init; }

    /// <summary>
    /// Asked when the portal answers that it lives at a new address, which has passed the guard's checks. Stores the new address and gives true to have the call sent again there, with the credential; gives false, or is
    /// null, to have <see cref="BitrixError.PortalRenamed"/> returned. Called once per move and client.
    /// </summary>
    public Func<PortalAddress, CancellationToken, Task<bool>>? OnRenamed { get; init; }

    /// <summary>Name of our own offline queue: sent with every call, so that our writes leave no entries in it. See <see cref="OfflineQueue"/>.</summary>
    public string? AuthConnector { get; init; }
}

/// <summary>Whose calls they are: a person waits for the one, nobody for the other.</summary>
public enum CallLane
{
    /// <summary>Somebody waits: served first, may use the whole budget.</summary>
    Person,

    /// <summary>Reading in bulk: leaves 30 % of the burst and of every method's operating time to persons.</summary>
    Scan,
}
