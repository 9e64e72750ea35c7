//! What each job asks of the provider, so that its tokens are there before it begins.

use super::Bucket;
use crate::domain::job::Job;

/// One endpoint for each request that a run of the job makes, as a rule; jobs of our own making ask nothing.
pub const fn asks(job: &Job) -> &'static [Bucket] {
    match job {
        Job::OpenSession { .. } => &[Bucket::CreateCustomer, Bucket::OpenSession],
        Job::ReadSession { .. } | Job::ForgetPage { .. } => &[Bucket::ReadSession],
        Job::ExpireSession { .. } => &[Bucket::ExpireSession],
        Job::Detach { .. } => &[Bucket::ReadSession, Bucket::Detach],
        Job::CreateIntent { .. } => &[Bucket::CreateIntent],
        Job::ConfirmIntent { .. } => &[Bucket::ConfirmIntent],
        Job::ReadIntent { .. } | Job::ReadOutside { .. } => &[Bucket::ReadIntent],
        Job::CancelIntent { .. } => &[Bucket::CancelIntent],
        Job::SendRefund { .. } => &[Bucket::CreateRefund],
        Job::ReadRefund { .. } | Job::ReadRefunds { .. } => &[Bucket::ListRefunds],
        Job::SendPayout { .. } => &[Bucket::CreateTransfer],
        Job::ReadPayout { .. } => &[Bucket::ListTransfers],
        Job::ReadPayee { .. } => &[Bucket::ReadPayee],
        Job::TopUp { .. } => &[Bucket::TopUp],
        Job::ReadTopUp { .. } => &[Bucket::ListMovements],
        // An event is a hint: what it is about is read by jobs of their own.
        Job::ReadEvent { .. }
        | Job::AnnounceCharges { .. }
        | Job::Release { .. }
        | Job::TellBuyers { .. }
        | Job::TellScorers { .. }
        | Job::Charge { .. }
        | Job::SendMail { .. }
        | Job::Inspect { .. } => &[],
    }
}
