use donation_flow::campaign::Campaign;
#[test]
fn smoke() {
    for f in ["smallest", "everything"] {
        let t = std::fs::read_to_string(format!("tests/fixtures/campaigns/good/{f}.json")).unwrap();
        println!("{:#?}", Campaign::parse(&t));
        assert!(Campaign::parse(&t).is_ok());
    }
}
