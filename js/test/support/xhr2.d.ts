// SPDX-License-Identifier: Apache-2.0
// xhr2 comes without types: it is XMLHttpRequest for Node.
declare module "xhr2" {
  const implementation: typeof XMLHttpRequest;
  export default implementation;
}
