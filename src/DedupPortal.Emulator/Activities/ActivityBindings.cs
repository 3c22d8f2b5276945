namespace DedupPortal.Emulator.Activities;

/// <summary>Which cards an activity stands on; its owner is one of them.</summary>
internal static class ActivityBindings
{
    /// <summary>The owner changes only when its own binding is gone and exactly one other is left.</summary>
    public static void SettleOwner(Activity activity)
    {
        if (activity.Bindings is not [var only] || activity.Bindings.Contains(new Binding(activity.OwnerTypeId, activity.OwnerId)))
            return;
        activity.OwnerTypeId = only.TypeId;
        activity.OwnerId = only.EntityId;
    }

    /// <summary>One card takes the place of another, also as the owner and as the place a number was taken from.</summary>
    public static void Replace(Activity activity, Binding source, Binding target)
    {
        var index = activity.Bindings.IndexOf(source);
        if (activity.Bindings.Contains(target))
            activity.Bindings.RemoveAt(index);
        else
            activity.Bindings[index] = target;
        if (activity.OwnerTypeId == source.TypeId && activity.OwnerId == source.EntityId)
            (activity.OwnerTypeId, activity.OwnerId) = (target.TypeId, target.EntityId);
        foreach (var communication in activity.Communications.Where(c => c.TypeId == source.TypeId && c.EntityId == source.EntityId))
            (communication.TypeId, communication.EntityId) = (target.TypeId, target.EntityId);
    }
}
