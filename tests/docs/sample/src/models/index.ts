export { User } from "./User";
