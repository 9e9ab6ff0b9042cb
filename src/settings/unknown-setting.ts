import { closestName } from "./closest-name.js";
import type { ConfigurationFault } from "./configuration-fault.js";

/** What names of settings look like. Any other key, such as `apiKey:…` without a space, may contain a secret. */
const printable = /^[A-Za-z][A-Za-z_-]{0,39}$/;

/** Reports a key of the configuration file that is not among the known ones. `parent` is the object with the key. */
export function unknownSetting(parent: string, name: string, known: readonly string[]): ConfigurationFault {
  const all = `Known settings: ${known.join(", ")}.`;
  if (!printable.test(name)) {
    return {
      key: parent === "" ? "The file" : parent,
      message: `has an unknown key, which is not printed because it may contain a secret. ${all}`,
    };
  }
  const meant = closestName(name, known);
  return {
    key: parent === "" ? name : `${parent}.${name}`,
    message: `is not a known setting. ${meant === null ? all : `Did you mean ${meant}?`}`,
  };
}
