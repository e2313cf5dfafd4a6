export { connect } from "./gateway.js";
export { init } from "./init.js";
