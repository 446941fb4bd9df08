// Debian's Chromium, driven by Playwright: it is not downloaded.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PLACES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
export const EXECUTABLE = PLACES.find((place) => place && existsSync(place));
export const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"];

export const SCREENS = {
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  desktop: { viewport: { width: 1280, height: 900 } },
};

/** Starts the browser. */
export const launch = () => chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS });

const folders = (text = "") => Object.fromEntries(text.split(":").filter(Boolean).map((site) => site.split("=")));

/** The folders of the sites that are looked at, by name: `TEIGEN_SITES=ja=FOLDER:en=FOLDER`. The first is the sample proposal's. */
export const SITES = folders(process.env.TEIGEN_SITES);
/** The folder of the manual as a site: `TEIGEN_MANUAL=FOLDER`. */
export const MANUAL = process.env.TEIGEN_MANUAL;
/** Further ones, whose documents are weighed. */
export const WEIGHED = folders(process.env.TEIGEN_WEIGHED);
