// SPDX-License-Identifier: Apache-2.0
// ws comes without types: it is WebSocket for Node.
declare module "ws" {
  const implementation: typeof WebSocket;
  export default implementation;
}
