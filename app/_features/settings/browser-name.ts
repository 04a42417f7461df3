/** A browser and its system as a person would name them; both null where the user agent says nothing known. */
export interface BrowserName {
  browser: string | null;
  system: string | null;
  isPhone: boolean;
}

// Order matters: every Chromium says Safari, Edge and Opera say Chrome, Android says Linux.
const browsers = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChromium\//, 'Chromium'],
  [/\bHeadlessChrome\/|\bChrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/\bcurl\//, 'curl'],
] as const;
const systems = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b|\biPad\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
] as const;

/** Reads a user agent for the list of sessions. Never used to decide anything. */
export function browserName(userAgent: string): BrowserName {
  return {
    browser: browsers.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null,
    system: systems.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null,
    isPhone: /\bMobile\b|\bAndroid\b|\biPhone\b/.test(userAgent),
  };
}
