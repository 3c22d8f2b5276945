namespace DedupPortal.Bitrix24.Tests.Client;

public sealed class RetryRuleTests
{
    // Defaults: 500 ms doubled per attempt, capped at 8 s, up to half of it taken off at random.
    [Theory]
    [InlineData(1, 0.0, 500)]
    [InlineData(1, 0.999999, 250)]
    [InlineData(2, 0.0, 1000)]
    [InlineData(3, 0.5, 1500)]
    public void WaitAfter_ServerFault_DoublesWithJitter(int attempt, double jitter, double expectedMilliseconds)
    {
        var fault = new BitrixError.RetryLater("", "", RetryReason.ServerFault, AnswerLost: true);

        var wait = RetryRule.WaitAfter(fault, repeatable: true, attempt, new BitrixClientOptions(), jitter);

        Assert.Equal(expectedMilliseconds, wait!.Value.TotalMilliseconds, 0.01);
    }

    [Fact]
    public void WaitAfter_ManyAttempts_StaysBelowTheCap()
    {
        var fault = new BitrixError.RetryLater("", "", RetryReason.ServerFault, AnswerLost: true);

        var wait = RetryRule.WaitAfter(fault, repeatable: true, attempt: 30, new BitrixClientOptions { Attempts = 50 }, jitter: 0);

        Assert.Equal(TimeSpan.FromSeconds(8), wait);
    }

    [Fact]
    public void WaitAfter_AnswerImpliesLessThanTheCap_WaitsAtLeastThat()
    {
        var fault = new BitrixError.RetryLater("", "", RetryReason.OperatingLimit, AnswerLost: false, TimeSpan.FromSeconds(3));

        var wait = RetryRule.WaitAfter(fault, repeatable: true, attempt: 1, new BitrixClientOptions(), jitter: 0);

        Assert.Equal(TimeSpan.FromSeconds(3), wait);
    }

    [Fact]
    public void WaitAfter_LastAttempt_GivesUp()
    {
        var fault = new BitrixError.RetryLater("", "", RetryReason.ServerFault, AnswerLost: true);

        Assert.Null(RetryRule.WaitAfter(fault, repeatable: true, attempt: 4, new BitrixClientOptions(), jitter: 0));
    }

    [Theory]
    [InlineData(RetryReason.RateLimit, false, true)]
    [InlineData(RetryReason.Network, false, true)]
    [InlineData(RetryReason.Network, true, false)]
    [InlineData(RetryReason.RateLimit, true, false)]
    [InlineData(RetryReason.ServerFault, false, false)]
    [InlineData(RetryReason.OperatingLimit, false, false)]
    [InlineData(RetryReason.Overload, false, false)]
    [InlineData(RetryReason.NotJson, true, false)]
    public void WaitAfter_Write_OnlyWhenSurelyNotExecuted(RetryReason reason, bool lost, bool repeated)
    {
        var fault = new BitrixError.RetryLater("", "", reason, lost);

        Assert.Equal(repeated, RetryRule.WaitAfter(fault, repeatable: false, attempt: 1, new BitrixClientOptions(), jitter: 0) is not null);
    }
}
