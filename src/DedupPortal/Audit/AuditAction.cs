namespace DedupPortal.Audit;

/// <summary>
/// What was done, as a number that never changes its meaning; the sentence is chosen when it is read. New actions get new numbers.
/// </summary>
public enum AuditAction
{
    AgencyRegistered = 100,
    MemberInvited = 101,
    InvitationRevoked = 102,
    MemberJoined = 103,
    MemberRoleChanged = 104,
    MemberRemoved = 105,
    AgencyRenamed = 106,
    AgencyClosed = 107,

    PortalConnected = 200,
    PortalReconnected = 201,
    PortalDisconnected = 202,
    PortalChanged = 203,
    PortalCredentialRevoked = 204,
    PortalMoved = 205,
    ApplicationUninstalled = 206,
    PortalDeleted = 207,

    ScanStarted = 300,
    ScanCompleted = 301,
    ScanFailed = 302,
    ScanCancelled = 303,

    MergedInPortal = 350,
    MatchModelChanged = 360,

    MarkedNotDuplicate = 400,
    Postponed = 401,
    DecisionRetracted = 402,

    MergeApproved = 500,
    MergeWriteSent = 501,
    MergeWriteOutcome = 502,
    MergeCompleted = 503,
    MergeFailed = 504,
    MergeCompensated = 505,
    MergeNeedsAttention = 506,
    MergePolicyChanged = 507,

    BulkPlanned = 520,
    BulkApproved = 521,
    BulkPaused = 522,
    BulkResumed = 523,
    BulkStopped = 524,
    BulkFinished = 525,

    UndoApproved = 600,
    UndoWriteSent = 601,
    UndoWriteOutcome = 602,
    UndoCompleted = 603,
    UndoFailed = 604,

    ScheduleChanged = 700,
    AuditExported = 800,
}
