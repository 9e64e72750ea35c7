//! Why a command on a pre-order is refused, as the buyer reads it.

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("no card is saved for this order yet")]
    NoCardYet,
    #[error("the card page is open; finish or cancel it before you change the order")]
    CardPageOpen,
    #[error("the sale has ended, so what was ordered can no longer change")]
    LinesFixed,
    #[error("the new total is higher and has to be accepted")]
    TotalUnaccepted,
    #[error("production has begun, so the order can no longer change")]
    RunFrozen,
    #[error("part of this order was refunded, so what is ordered can no longer change")]
    PartRefunded,
    #[error("the sale is decided, so this order can no longer be cancelled")]
    CancelClosed,
    #[error("we are trying your card at this moment; look again in a few minutes")]
    BeingTried,
    #[error("this order is paid; ask for a refund instead")]
    AskRefund,
    #[error("this order is already paid")]
    AlreadyPaid,
    #[error("it is too late: this order is being closed")]
    TooLate,
    #[error("this order is over; the campaign's page says what became of the sale")]
    Over,
    #[error("nothing is being charged in this sale")]
    NotSettling,
    #[error("this sale is paused; nothing is charged until it goes on")]
    Paused,
    #[error("the first charge waits until every buyer had time to read the notice")]
    NoticeRunning,
    #[error("the time in which you agreed to be charged is over")]
    PastChargeBy,
    #[error("this card cannot be tried again; save another one")]
    AnotherCard,
    #[error("the card was tried as often as it may be without you")]
    TriedEnough,
    #[error("your bank wants to hear from you before it pays")]
    NeedsBuyer,
    #[error("too many payments were begun for this order; a person is looking at it")]
    TooManyIntents,
    /// Not an answer to a buyer: the clock asked too early.
    #[error("this order has not been tried yet")]
    NotTried,
}
