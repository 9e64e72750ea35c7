account-sign-up = Make an account
account-sign-up-why = One account lets you submit designs, score those of others, and pre-order.
account-name = Name that others see
account-password = Password
account-password-hint = At least 12 characters; a short sentence is best.
account-have-one = You have an account?
done-signed-up = Welcome! Your account is made and you are signed in.
