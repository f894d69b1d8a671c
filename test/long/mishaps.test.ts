import { testEvenings } from "./evenings.ts";

testEvenings(0, 10_000, "harsh");
