//! Production runs and parcels as problems.

use super::Problem;
use crate::app::{run, shipment};
use crate::domain::shipment::Refusal;

impl From<run::Error> for Problem {
    fn from(error: run::Error) -> Self {
        use run::Error;
        match error {
            Error::Unknown => Self::not_found("campaign-unknown", error),
            Error::NoRun => Self::not_found("no-run", error),
            Error::HouseUnits => Self::unprocessable("house-units", error),
            Error::MoneyStopped => Self::conflict("money-stopped", error),
            Error::Nothing(_) => Self::conflict("nothing-to-make", error),
            Error::Campaign(error) => error.into(),
            Error::Key(error) => error.into(),
            Error::Store(error) => error.into(),
            Error::Sheet(_) => Self::internal(&error),
        }
    }
}

impl From<shipment::Error> for Problem {
    fn from(error: shipment::Error) -> Self {
        use shipment::Error;
        match error {
            Error::Unknown => Self::not_found("shipment-unknown", error),
            Error::OrderUnknown => Self::not_found("preorder-unknown", error),
            Error::NoRun => Self::not_found("no-run", error),
            Error::Carrier => Self::unprocessable("carrier-missing", error),
            Error::Code(_) => Self::unprocessable("tracking-code-malformed", error),
            Error::Refused(refusal) => refusal.into(),
            Error::Campaign(error) => error.into(),
            Error::Key(error) => error.into(),
            Error::Store(error) => error.into(),
            Error::Money(_) | Error::Royalty(_) | Error::Entry(_) => Self::internal(&error),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let kind = match refusal {
            Refusal::NotPrinted => "not-printed",
            Refusal::Paused => "paused",
            Refusal::Disputed => "disputed",
            Refusal::NotPaid => "not-paid",
            Refusal::NotShipped => "not-shipped",
            Refusal::Shipped => "shipped-already",
            Refusal::Over(_) => "shipment-over",
        };
        Self::conflict(kind, refusal)
    }
}
