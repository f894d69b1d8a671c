import { testEvenings } from "./evenings.ts";

testEvenings(10_000, 20_000);
