// Making an account, leaving and coming back, with the mistakes people make on the way.

import { test } from '../support/test.ts';

const EMAIL = 'nell@people.example';
const PASSWORD = 'seven quiet rivers';

test('somebody makes an account, signs out and in again', async ({ open, watch }) => {
  const me = await open('nobody');
  await me.go('/');
  await me.follow('Sign up');
  await me.arrives('Make an account');

  await me.fill('Name that others see', 'Nell Arden');
  await me.fill('Mail address', EMAIL);
  await me.fill('Password', 'short');
  await me.press('Make an account');
  watch.allow(/^console error .*\/sign-up: .* status of 422/);
  await me.reads(/password .* characters/i);
  await me.arrives('Make an account');

  await me.fill('Password', PASSWORD);
  await me.press('Make an account');
  await me.reads('Your account is made');
  await me.press('Sign out');
  await me.reads('You are signed out.');

  await me.follow('Sign in');
  await me.fill('Mail address', EMAIL);
  await me.fill('Password', 'eight quiet rivers');
  await me.press('Sign in');
  watch.allow(/^console error .*\/sign-in: .* status of 401/);
  await me.reads(/password/i);
  await me.arrives('Sign in');

  await me.fill('Password', PASSWORD);
  await me.press('Sign in');
  await me.reads('You are signed in.');
  await me.reads('Nell Arden');
});
