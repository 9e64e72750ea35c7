//! Uploads taken and refused, what is kept of them, and who may have which file.

use image::GenericImageView as _;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::design::OpenRound;
use crate::support::picture::{animated_webp, form, huge_png, png, turned_jpeg};
use crate::support::{Person, TestApp};

async fn start(app: &TestApp) -> (Person, Person, OpenRound, Uuid) {
    let (root, ada) = (app.admin("Root").await, app.member("Ada").await);
    let round = app.round(&root, |_| {}).await;
    let design = app.draft_design(&ada, &round).await;
    (root, ada, round, design)
}

fn url(artwork: &Value, place: usize) -> String {
    artwork["renditions"][place]["url"].as_str().unwrap().to_owned()
}

async fn a_png_with_transparency_is_kept_and_drawn_in_three_sizes(app: &TestApp) {
    let (_, ada, _, design) = start(app).await;
    let made = app.upload(Some(&ada), design, "owl.PNG", &png(7, 1400, 700)).await.ok();
    assert_eq!((&made["revision"], &made["format"]), (&json!(1), &json!("png")));
    assert_eq!((&made["width"], &made["height"]), (&json!(1400), &json!(700)));
    let sizes: Vec<_> = (0..3)
        .map(|n| (made["renditions"][n]["width"].as_u64(), made["renditions"][n]["height"].as_u64()))
        .collect();
    assert_eq!(sizes, [(Some(1200), Some(600)), (Some(600), Some(300)), (Some(300), Some(150))]);
    assert_eq!(app.files(), (4, 0));

    let shown = app.get(Some(&ada), &url(&made, 2)).await;
    assert_eq!(shown.header("content-type"), "image/webp");
    let picture = image::load_from_memory(&shown.bytes).unwrap();
    assert_eq!(picture.get_pixel(5, 5).0[3], 0);
    assert_eq!(picture.get_pixel(290, 140).0[3], 255);
}

async fn a_photograph_is_turned_as_it_was_held_and_loses_its_metadata(app: &TestApp) {
    let (root, ada, _, design) = start(app).await;
    let photo = turned_jpeg(300, 200);
    let made = app.upload(Some(&ada), design, "IMG_1.jpg", &photo).await.ok();
    assert_eq!((&made["width"], &made["height"]), (&json!(200), &json!(300)));
    let shown = app.get(Some(&ada), &url(&made, 0)).await;
    assert!(!shown.bytes.windows(11).any(|part| part == b"GPSLatitude"));
    let picture = image::load_from_memory(&shown.bytes).unwrap();
    assert_eq!(picture.dimensions(), (200, 300));
    assert!(picture.get_pixel(100, 20).0[0] > 150, "the red half is on top");

    let original = app.get(Some(&root), &format!("/api/v1/designs/{design}/original")).await;
    assert_eq!(original.bytes, photo);
    assert_eq!(original.header("x-content-type-options"), "nosniff");
    assert_eq!(original.header("content-disposition"), format!("attachment; filename=\"{design}.jpeg\""));
    app.get(Some(&ada), &format!("/api/v1/designs/{design}/original")).await.refused(403, "not-an-admin");
}

async fn what_cannot_be_printed_is_refused_with_a_sentence_and_nothing_is_kept(app: &TestApp) {
    let (_, ada, _, design) = start(app).await;
    let good = png(1, 100, 100);
    let mut broken = good.clone();
    let middle = broken.len() / 2;
    broken[middle] ^= 0xff;
    let table = [
        ("empty", "a.png", Vec::new(), 422, "picture-empty", "empty"),
        ("text", "a.png", b"hello, picture".to_vec(), 415, "not-such-a-picture", "PNG, JPEG or WebP"),
        ("gif", "a.gif", b"GIF89a\x01\0\x01\0".to_vec(), 415, "not-such-a-picture", "GIF"),
        ("mislabelled", "a.jpg", good.clone(), 415, "not-such-a-picture", "holds a PNG picture"),
        ("truncated", "a.png", good[..good.len() / 2].to_vec(), 422, "picture-truncated", "ends too early"),
        ("broken", "a.png", broken, 422, "picture-broken", "damaged"),
        ("animated", "a.webp", animated_webp(), 422, "picture-not-one", "moves"),
        ("huge", "a.png", huge_png(), 422, "picture-too-many-pixels", "30000 x 30000"),
        ("small", "a.png", png(1, 39, 100), 422, "picture-too-small", "at least 40 x 50"),
        ("flat", "a.png", png(1, 100, 49), 422, "picture-too-small", "at least 40 x 50"),
    ];
    for (what, name, bytes, status, kind, sentence) in table {
        let said = app.upload(Some(&ada), design, name, &bytes).await.refused(status, kind);
        assert!(said.contains(sentence), "{what}: {said}");
        assert_eq!(app.files(), (0, 0), "{what}");
    }
    let seen = app.get(Some(&ada), &format!("/api/v1/designs/{design}")).await.ok();
    assert!(seen.get("artwork").is_none());
}

async fn an_upload_over_the_limit_ends_at_the_limit(app: &TestApp) {
    let (_, ada, _, design) = start(app).await;
    let large = vec![0; 50_000_001];
    let said = app.upload(Some(&ada), design, "a.png", &large).await.refused(413, "picture-too-large");
    assert!(said.contains("50 MB"), "{said}");
    assert_eq!(app.files(), (0, 0));
}

async fn a_form_without_a_whole_file_is_refused(app: &TestApp) {
    let (_, ada, _, design) = start(app).await;
    let good = png(1, 100, 100);
    app.upload_form(Some(&ada), design, form("picture", "a.png", &good)).await.refused(400, "no-file");
    let mut cut = form("file", "a.png", &good);
    cut.truncate(cut.len() - 100);
    app.upload_form(Some(&ada), design, cut).await.refused(400, "upload-broken-off");
    app.upload_form(Some(&ada), design, b"no form at all".to_vec()).await.refused(400, "form-unreadable");
    let path = format!("/api/v1/designs/{design}/artworks");
    app.post(Some(&ada), &path, &json!({ "file": "x" })).await.refused(415, "wrong-content-type");
    assert_eq!(app.files(), (0, 0));
}

async fn only_its_designer_uploads(app: &TestApp) {
    let (root, ada, round, _) = start(app).await;
    let (bob, eve) = (app.member("Bob").await, app.member("Eve").await);
    let mut body = crate::support::design::texts("Both");
    body["co_creators"] = json!([{ "account": bob.id, "share_basis_points": 1 }]);
    let made = app.post(Some(&ada), &format!("/api/v1/rounds/{}/designs", round.id), &body).await.ok();
    let design = crate::support::design::id(&made);
    let good = png(1, 100, 100);
    app.upload(Some(&eve), design, "a.png", &good).await.refused(404, "design-unknown");
    app.upload(Some(&bob), design, "a.png", &good).await.refused(403, "not-the-designer");
    app.upload(None, design, "a.png", &good).await.refused(401, "no-token");
    app.upload(Some(&ada), Uuid::from_u128(5), "a.png", &good).await.refused(404, "design-unknown");
    app.get(Some(&root), &format!("/api/v1/designs/{design}/original")).await.refused(404, "artwork-unknown");
    assert_eq!(app.files(), (0, 0));
}

async fn revisions_are_numbered_until_clearance(app: &TestApp) {
    let (_, ada, round, design) = start(app).await;
    let max = app.moderator("Max").await;
    for number in 1..=3_u8 {
        let made = app.upload(Some(&ada), design, "a.png", &png(number, 60, 60)).await.ok();
        assert_eq!(made["revision"], number);
    }
    app.submit(&ada, design, &round).await.ok();
    assert_eq!(app.upload(Some(&ada), design, "a.png", &png(4, 60, 60)).await.ok()["revision"], 4);
    let seen = app.get(Some(&ada), &format!("/api/v1/designs/{design}")).await.ok();
    let earlier: Vec<_> =
        seen["earlier"].as_array().unwrap().iter().map(|one| one["revision"].as_u64().unwrap()).collect();
    assert_eq!((seen["artwork"]["revision"].as_u64(), earlier), (Some(4), vec![3, 2, 1]));

    app.post(Some(&max), &format!("/api/v1/designs/{design}/clear"), &json!({})).await.ok();
    let files = app.files();
    app.upload(Some(&ada), design, "a.png", &png(5, 60, 60)).await.refused(409, "picture-fixed");
    assert_eq!(app.files(), files);
}

async fn uploads_at_once_get_numbers_of_their_own(app: &TestApp) {
    let (_, ada, _, design) = start(app).await;
    let pictures: Vec<_> = (0..4).map(|number| png(number, 60, 60)).collect();
    let sent = pictures.iter().map(|picture| app.upload(Some(&ada), design, "a.png", picture));
    let answers = futures::future::join_all(sent).await;
    let mut numbers: Vec<_> =
        answers.iter().map(|answer| answer.ok()["revision"].as_u64().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3, 4]);
}

async fn a_public_picture_is_kept_for_ever_and_an_undecided_one_is_not_given_out(app: &TestApp) {
    let (_, ada, round, design) = start(app).await;
    let (max, eve) = (app.moderator("Max").await, app.member("Eve").await);
    let first = app.upload(Some(&ada), design, "a.png", &png(1, 60, 60)).await.ok();
    let second = app.upload(Some(&ada), design, "a.png", &png(2, 60, 60)).await.ok();
    app.submit(&ada, design, &round).await.ok();
    let private = url(&second, 0);
    let digest = private.rsplit('/').next().unwrap().to_owned();
    let public = format!("/artworks/{digest}.webp");
    app.get(None, &public).await.refused(404, "artwork-unknown");
    app.get(None, &private).await.refused(401, "no-token");
    app.get(Some(&eve), &private).await.refused(404, "artwork-unknown");
    app.get(Some(&max), &private)
        .await
        .header("content-type")
        .starts_with("image/webp")
        .then_some(())
        .unwrap();

    app.post(Some(&max), &format!("/api/v1/designs/{design}/clear"), &json!({})).await.ok();
    let shown = app.get(None, &public).await;
    assert_eq!(shown.status.as_u16(), 200);
    assert_eq!(shown.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(shown.header("etag"), format!("\"{digest}\""));
    assert_eq!(shown.header("content-type"), "image/webp");
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    let again = poem::Request::builder()
        .uri(public.parse().unwrap())
        .header("If-None-Match", format!("\"{digest}\""));
    assert_eq!(app.call(again.finish()).await.status.as_u16(), 304);
    let seen = app.get(None, &format!("/api/v1/designs/{design}")).await.ok();
    assert_eq!(url(&seen["artwork"], 0), public);

    let earlier = url(&first, 0);
    let earlier = earlier.rsplit('/').next().unwrap();
    app.get(None, &format!("/artworks/{earlier}.webp")).await.refused(404, "artwork-unknown");
    for wrong in
        ["/artworks/x.webp".to_owned(), format!("/artworks/{digest}"), format!("/artworks/{digest}.png")]
    {
        app.get(None, &wrong).await.refused(404, "artwork-unknown");
    }
    app.post(Some(&ada), &format!("/api/v1/designs/{design}/withdraw"), &json!({})).await.ok();
    app.get(None, &public).await.refused(404, "artwork-unknown");
}

on_both!(
    a_png_with_transparency_is_kept_and_drawn_in_three_sizes,
    a_photograph_is_turned_as_it_was_held_and_loses_its_metadata,
    what_cannot_be_printed_is_refused_with_a_sentence_and_nothing_is_kept,
    an_upload_over_the_limit_ends_at_the_limit,
    a_form_without_a_whole_file_is_refused,
    only_its_designer_uploads,
    revisions_are_numbered_until_clearance,
    uploads_at_once_get_numbers_of_their_own,
    a_public_picture_is_kept_for_ever_and_an_undecided_one_is_not_given_out,
);
