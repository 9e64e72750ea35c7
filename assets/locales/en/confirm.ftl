confirm-title = Confirm your mail address
confirm-what = Is { $email } yours?
confirm-button = Yes, confirm it
done-address-confirmed = Thank you: your mail address is confirmed.
done-confirmation-sent = A mail is on its way to you. Open its link to confirm your address.
