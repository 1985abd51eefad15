/** The XML-RPC codec as the daemon and the client use it. */
export { type DecodedCall, type DecodedResponse, decodeCall, decodeResponse } from './decode.ts';
export { type EncodedReply, encodeCall, encodeFault, encodeReply, encodeResult } from './encode.ts';
export type { XmlRpcValue } from './values.ts';
