//! What the printer is given: quantities by variant and addresses of parcels, as CSV.

use super::{Error, variants};
use crate::app::App;
use crate::app::caller::Admin;
use crate::app::{StoreError, audit};
use crate::domain::campaign::Campaign;
use crate::domain::id::{CampaignId, PreorderId, VariantId};
use crate::domain::preorder::{Preorder, State as OrderState};
use crate::domain::refund::Refund;
use crate::domain::rules::Variant;
use crate::domain::run::Run;
use crate::domain::shipment::{Shipment, State as ParcelState, worth};
use crate::store;

const PARCELS_AT_ONCE: u64 = 200;

/// Which sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    Quantities,
    /// Of parcels that may leave: packed, their order paid, not given back and not disputed.
    Addresses,
}

/// One sheet as CSV text in UTF-8. Reading addresses leaves an audit row.
pub async fn sheet(app: &App, admin: &Admin, id: CampaignId, sheet: Sheet) -> Result<String, Error> {
    let sale = store::campaign::find(&app.store, id).await?.ok_or(Error::Unknown)?;
    let run = store::run::find_of_campaign(&app.store, id).await?.ok_or(Error::NoRun)?;
    let variants = variants(&app.store, &sale).await?;
    match sheet {
        Sheet::Quantities => quantities(&run, &variants),
        Sheet::Addresses => {
            let text = addresses(app, &sale, &run, &variants).await?;
            let tx = app.store.begin_write().await?;
            let row = audit::by(admin.id(), "run.addresses_read", "campaign", id.uuid());
            audit::write(app, &tx, row).await?;
            tx.commit().await?;
            Ok(text)
        }
    }
}

fn quantities(run: &Run, variants: &[Variant]) -> Result<String, Error> {
    let mut rows = vec![["sku", "size", "colour", "quantity"].map(str::to_owned).to_vec()];
    for variant in variants {
        let Some(line) = run.lines.iter().find(|line| line.variant == variant.id) else { continue };
        rows.push(vec![
            variant.sku.clone(),
            variant.size.clone(),
            variant.colour.clone(),
            line.quantity.to_string(),
        ]);
    }
    written(&rows)
}

async fn addresses(app: &App, sale: &Campaign, run: &Run, variants: &[Variant]) -> Result<String, Error> {
    let head = [
        "parcel",
        "pre-order",
        "contents",
        "name",
        "line1",
        "line2",
        "postal_code",
        "city",
        "region",
        "country",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let contested = store::dispute::list_contested(&app.store, sale.id).await?;
    let mut after = None;
    loop {
        let page = store::shipment::list(&app.store, run.id, after, PARCELS_AT_ONCE).await?;
        let Some(last) = page.last() else { return written(&rows) };
        after = Some(last.id);
        let ids: Vec<PreorderId> = page.iter().map(|parcel| parcel.preorder).collect();
        let parcels = store::shipment::list_of_orders(&app.store, &ids).await?;
        let refunds = store::refund::list_of_orders(&app.store, &ids).await?;
        for parcel in page.iter().filter(|parcel| parcel.state == ParcelState::Packed) {
            let found = store::preorder::find(&app.store, parcel.preorder).await?;
            let order =
                found.ok_or_else(|| StoreError::Corrupt(format!("parcel {} has no order", parcel.id)))?;
            let is_paid = order.state == OrderState::Paid && is_here(parcel, &order, (&parcels, &refunds));
            if is_paid && !contested.contains(&order.id) {
                rows.push(address(parcel, &order, variants));
            }
        }
    }
}

/// Whether nothing in the parcel was given back; the parcels and refunds may be those of many orders.
fn is_here(parcel: &Shipment, order: &Preorder, (parcels, refunds): (&[Shipment], &[Refund])) -> bool {
    let parcels: Vec<Shipment> =
        parcels.iter().filter(|parcel| parcel.preorder == order.id).cloned().collect();
    let refunds: Vec<Refund> = refunds.iter().filter(|refund| refund.preorder == order.id).cloned().collect();
    worth::is_covered(&parcel.lines, &worth::remaining(order, &parcels, &refunds))
}

fn address(parcel: &Shipment, order: &Preorder, variants: &[Variant]) -> Vec<String> {
    let sku = |id: VariantId| {
        let found = variants.iter().find(|variant| variant.id == id);
        found.map_or_else(|| id.to_string(), |variant| variant.sku.clone())
    };
    let contents: Vec<String> =
        parcel.lines.iter().map(|line| format!("{} x {}", line.quantity, sku(line.variant))).collect();
    let to = &order.address;
    vec![
        parcel.id.to_string(),
        order.id.to_string(),
        contents.join("; "),
        to.name.clone(),
        to.line1.clone(),
        to.line2.clone().unwrap_or_default(),
        to.postal_code.clone(),
        to.city.clone(),
        to.region.clone().unwrap_or_default(),
        to.country.clone(),
    ]
}

fn written(rows: &[Vec<String>]) -> Result<String, Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe before it.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_quotes_are_doubled() {
        let check = |cell: &str, expected: &str| {
            assert_eq!(
                written(&[vec![cell.to_owned(), "x".to_owned()]]).unwrap(),
                format!("{expected},x\r\n")
            );
        };
        check("=1+1", "'=1+1");
        check("+49 30", "'+49 30");
        check("-5", "'-5");
        check("@home", "'@home");
        check("\tx", "'\tx");
        check("\rx", "\"'\rx\"");
        check("Road 1, back", "\"Road 1, back\"");
        check("\"The\" Road", "\"\"\"The\"\" Road\"");
        check("a=b", "a=b");
    }
}
