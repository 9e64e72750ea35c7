//! The stand-in is as strict as Stripe is: what it does not know it refuses, so that nothing of ours goes unread.

use crate::support::{Stage, eur};

#[tokio::test]
async fn unknown_and_missing_parameters_are_refused() {
    let stage = Stage::fake().await;
    let customer = stage.customer().await.0;
    let amount = eur(100).minor.to_string();
    let plain = [("amount", amount.as_str()), ("currency", "eur"), ("customer", customer.as_str())];
    assert_eq!(stage.post("/payment_intents", &plain).await, Ok(()));
    for extra in ["payment_method_types[0]", "colour", "metadata[a][b]", "confirm[now]"] {
        let form = [plain.as_slice(), &[(extra, "card")]].concat();
        assert_eq!(stage.post("/payment_intents", &form).await, Err(400), "{extra}");
    }
    for missing in 0..plain.len() {
        let mut form = plain.to_vec();
        let (name, _) = form.remove(missing);
        assert_eq!(stage.post("/payment_intents", &form).await, Err(400), "{name}");
    }
    assert_eq!(
        stage.post("/payment_intents", &[&plain[..1], &[("currency", "EUR")], &plain[2..]].concat()).await,
        Err(400)
    );
    assert_eq!(stage.post("/no/such/address", &[]).await, Err(404));
}

#[tokio::test]
async fn only_what_can_be_expanded_is() {
    let stage = Stage::fake().await;
    let customer = stage.customer().await.0;
    let form = [("amount", "100"), ("currency", "eur"), ("customer", customer.as_str())];
    let expanding = |what| [form.as_slice(), &[("expand[0]", what)]].concat();
    assert_eq!(stage.post("/payment_intents", &expanding("latest_charge")).await, Ok(()));
    assert_eq!(stage.post("/payment_intents", &expanding("wallet")).await, Err(400));
}
