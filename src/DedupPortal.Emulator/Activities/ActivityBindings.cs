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
}
