# The walk: paste it into a shell. It needs curl and nothing else.
url='{url}'
api="$url/api/v1"
json='Content-Type: application/json'
admin='Authorization: Bearer {admin}'
admin2='Authorization: Bearer {second admin}'
moderator='Authorization: Bearer {moderator}'
designer='Authorization: Bearer {designer}'
member='Authorization: Bearer {member}'
buyer='Authorization: Bearer {buyer}'
first() { grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }
once() { printf 'Idempotency-Key: %s-%s' "$1" "$(date +%s)"; }

# 1. A designer accepts the rules and enters a design with a picture.
design=$(curl -fsS -X POST "$api/rounds/{round_taking_designs}/designs" -H "$designer" -H "$json" -d '{"title":"Static Heart","story":"No signal. Still watching.","origin":"own"}' | first id)
curl -fsS -X POST "$api/designs/$design/artworks" -H "$designer" -F 'file=@{sample}' | first format
curl -fsS -X POST "$api/designs/$design/submit" -H "$designer" -H "$json" -d '{"rules_version":{rules_version},"rules_digest":"{rules_digest}"}' | first state

# 2. A moderator looks at what waits, and clears it.
curl -fsS "$api/moderation/queue" -H "$moderator" | grep -o '"title":"[^"]*"'
curl -fsS -X POST "$api/designs/$design/clear" -H "$moderator" | first state

# 3. A member scores what the blind queue hands out, in a round that is further on.
shown=$(curl -fsS -X POST "$api/rounds/{round_being_scored}/queue/next" -H "$member" | first design)
curl -fsS -X POST "$api/rounds/{round_being_scored}/ballots" -H "$member" -H "$json" -d "{\"design\":\"$shown\",\"score\":4,\"would_buy\":true}"; echo

# 4. An admin closes a round whose scoring is over: standings are frozen, prizes awarded, the best go on sale.
curl -fsS "$api/rounds/{round_being_judged}/close-preview" -H "$admin"; echo
curl -fsS -X POST "$api/rounds/{round_being_judged}/close" -H "$admin"; echo
curl -fsS "$api/rounds/{round_being_judged}/standings"; echo

# 5. A buyer orders the unit that a sale still lacks, and saves a test card. Nothing is charged yet; with this
#    commitment the threshold is reached, and the sale is decided.
order=$(curl -fsS -X POST "$api/campaigns/{sale_one_short}/preorders" -H "$buyer" -H "$json" -H "$(once order)" -d '{"lines":[{"variant":"{variant}","quantity":1}],"address":{"name":"Billie Frost","line1":"Lindenallee 4","city":"Hamburg","postal_code":"20095","country":"DE"}}' | first id)
card=$(curl -fsS -o /dev/null -w '%{redirect_url}' "$url/pay/$order")
back=$(curl -fsS -o /dev/null -w '%{redirect_url}' "$card" -d number=4242424242424242 -d expiry=12/40 -d cvc=123)
curl -fsS "$back"; echo
curl -fsS "$api/preorders/$order" -H "$buyer"; echo
curl -fsS "$api/campaigns/{sale_one_short}"; echo

# 6. In another sale the charging is under way. The bank of the member asked a question; now it is answered.
curl -fsS "$api/campaigns/{sale_settling}/settlement" -H "$admin"; echo
bank=$(curl -fsS -X POST "$api/preorders/{order_at_bank}/repair" -H "$member" -H "$(once repair)" | first action_url)
back=$(curl -fsS -o /dev/null -w '%{redirect_url}' "$bank" -d answer=pass)
curl -fsS "$back"; echo
curl -fsS "$api/preorders/{order_at_bank}" -H "$member"; echo

# 7. A third sale is funded: its run is frozen, and a parcel is printed, shipped and delivered.
curl -fsS -X POST "$api/campaigns/{sale_funded}/run" -H "$admin" -H "$json" -H "$(once run)" -d '{}'; echo
curl -fsS "$api/campaigns/{sale_funded}/run.csv?kind=quantities" -H "$admin"
parcel=$(curl -fsS "$api/campaigns/{sale_funded}/shipments" -H "$admin" | first id)
curl -fsS -X POST "$api/shipments/$parcel/printed" -H "$admin"; echo
curl -fsS -X POST "$api/shipments/$parcel/shipped" -H "$admin" -H "$json" -H "$(once ship)" -d '{"carrier":"Sample Post","tracking_code":"SP0001"}'; echo
curl -fsS -X POST "$api/shipments/$parcel/delivered" -H "$admin"; echo

# 8. One admin approved a prize already. The second does too, and the worker sends it within seconds.
curl -fsS -X POST "$api/payouts/{payout}/approve" -H "$admin2" -H "$(once approve)"; echo
sleep 5
curl -fsS "$api/payouts/{payout}" -H "$admin"; echo

# 9. The books: every entry balances, and they agree with the provider's own.
curl -fsS "$api/ledger/check" -H "$admin"; echo
# The walk ends here.
