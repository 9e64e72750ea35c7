//! The real gateway through HTTP, against the stand-in and, where asked, against Stripe's own test mode.

#[cfg(test)]
#[macro_use]
mod support;

#[cfg(test)]
mod book;
#[cfg(test)]
mod charge;
#[cfg(test)]
mod failure;
#[cfg(test)]
mod localstripe;
#[cfg(test)]
mod payee;
#[cfg(test)]
mod refund;
#[cfg(test)]
mod session;
#[cfg(test)]
mod strict;
#[cfg(test)]
mod typed;
#[cfg(test)]
mod webhook;
