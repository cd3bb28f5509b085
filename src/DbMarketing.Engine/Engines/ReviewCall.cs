namespace DbMarketing.Engine.Engines;

/// <summary>
/// Has what time or another playbook has changed announced, also of a customer who does nothing. True when something was.
/// </summary>
public sealed class ReviewCall : CustomerCall<bool>
{
    internal override ValueTask<bool> AnswerAsync(Turn turn) => new(turn.TryBeginReview());
}
