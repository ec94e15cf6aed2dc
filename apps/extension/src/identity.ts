/** The public half of the key that fixes the extension's id in the Chromium family. The private half was not kept. */
export const MANIFEST_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAyN1gj4qQlk0c7opYSy8kMUW8hFOttcPTW/qb5zTxaBPnPtmyAPoEPwO2jkL/xAcDG0P9NKv5qNFGOJtbvReKiNO77D//bdT5LP0lllNuv2b9AK0c1lXumsDkNREwziSvF1c8VwOnISBMd8Dt/fg7XO0L1xgxZRgN70mq7VWU+Wg0/jq9Ih5rfbnVvOcL3y9zT8pSn+WVdM9WxhdzQAC3w0R80AIcMJrVQY9ZvqcUHfKPSj85CZ8+cgKFPgiWSbU5eZ2QN6I/abBIdsFHd9w+oRiyWYEDplEpAv6hQiljbKXh7l9EPJ9gq+RKJVcU2m3XB+oVvilsACDCBYtKHt3nnQIDAQAB';

/** What the key above makes of the id, in every browser of the Chromium family that loads the folder unpacked. */
export const CHROMIUM_ID = 'majopncknfpnejmchdogkjgbholbkbge';

/** The add-on's id in Firefox. */
export const GECKO_ID = '{4fe02d77-e20e-4e04-ad95-f9cf192709c5}';
