//! The post in the world: mail that is lost before it left, or that left and was not heard of.

use async_trait::async_trait;
use greenlit::gateway::mail::{Failure, Mail, Message};
use uuid::Uuid;

use super::{Front, Strike, strike_of};

/// Beyond what strikes the provider, so that quiet worlds lose mail too.
const LOST_PERMILLE: u64 = 60;

#[async_trait]
impl Mail for Front {
    async fn send(&self, message: &Message) -> Result<(), Failure> {
        self.seam("mail", false).await;
        let answer = self.hand_over(message);
        self.seam(&format!("mail -> {answer:?}"), true).await;
        answer
    }
}

impl Front {
    fn hand_over(&self, message: &Message) -> Result<(), Failure> {
        let mut inside = self.held();
        let passing = |why: &str| Err(Failure::Passing(why.to_owned()));
        if !inside.is_calm && inside.chance.permille(LOST_PERMILLE) {
            return passing("the server is busy");
        }
        let strike = strike_of(&mut inside);
        match strike {
            Strike::LostBefore | Strike::BrokenBefore | Strike::RateLimited | Strike::InFlight => {
                return passing("the server does not answer");
            }
            Strike::None | Strike::LostAfter | Strike::BrokenAfter => {}
        }
        inside.post.insert(message.id, message.text.clone());
        if strike == Strike::None { Ok(()) } else { passing("the line broke") }
    }

    /// The text of a mail that arrived, by its notice.
    pub(crate) fn mail(&self, notice: Uuid) -> Option<String> {
        self.held().post.get(&notice).cloned()
    }

    /// The texts of all mails that arrived, oldest notice first.
    pub(crate) fn mails(&self) -> Vec<String> {
        self.held().post.values().cloned().collect()
    }
}
