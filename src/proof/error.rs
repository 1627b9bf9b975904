use std::fmt;

/// Makes the errors of a check, each with a name that does not change, and its words in English.
macro_rules! errors {
    ($($(#[$about:meta])* $error:ident $name:literal $words:literal)*) => {
        /// Why evidence proves nothing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum ProofError {
            $($(#[$about])* $error,)*
        }

        impl ProofError {
            pub const ALL: [ProofError; [$($name),*].len()] = [$(ProofError::$error),*];

            /// A name that does not change, for the words of locale files.
            pub fn name(self) -> &'static str {
                match self {
                    $(ProofError::$error => $name,)*
                }
            }

            /// What is wrong, in English.
            pub fn words(self) -> &'static str {
                match self {
                    $(ProofError::$error => $words,)*
                }
            }
        }
    };
}

errors! {
    // The file.
    NotAProofFile "not-a-proof-file" "not a file of proofs"
    /// Written by a later version of this program.
    ProofVersion "proof-version" "a version of the file that is not known here"
    FileTruncated "proof-file-truncated" "the file ends too early"
    FileTrailing "proof-file-trailing" "something follows the file's end"
    UnknownChain "proof-chain-unknown" "a chain that is not known here"
    /// A chain for which there is no rule of work: not Bitcoin or Litecoin.
    ChainWithoutProof "chain-without-proof" "a chain without proofs of inclusion here"
    /// A parent that no transaction spends from, or a block of which no transaction is shown.
    Unneeded "proof-unneeded" "nothing needs it"
    /// A transaction that the file has already shown.
    Repeated "proof-repeated" "the transaction is shown twice"

    // A transaction's bytes.
    TransactionTruncated "transaction-truncated" "the transaction ends too early"
    TransactionTrailing "transaction-trailing" "something follows the transaction's end"
    /// A number of things in more bytes than it needs (Bitcoin Core, `ReadCompactSize`).
    CountNotMinimal "count-not-minimal" "a count is written in more bytes than it needs"
    /// A number of things above 2²⁵ (Bitcoin Core, `MAX_SIZE`).
    CountTooLarge "count-too-large" "a count is larger than any transaction can be"
    NoInputs "no-inputs" "the transaction has no inputs"
    NoOutputs "no-outputs" "the transaction has no outputs"
    /// Two inputs that spend the same output (CVE-2018-17144).
    RepeatedInput "repeated-input" "two inputs spend the same output"
    /// Of a transaction that is no coinbase.
    NullInput "null-input" "an input spends nothing"
    ValueOutOfRange "value-out-of-range" "an output is worth more than there can ever be"
    /// Its inputs' outputs are worth less than its own.
    SpendsTooMuch "spends-too-much" "its outputs are worth more than what it spends"
    /// Its parent has no such output.
    NoSuchOutput "no-such-output" "it spends an output that its parent does not have"
    /// Marked as having more than inputs and outputs, in a way that the chain does not know.
    UnknownFlag "unknown-flag" "the transaction has a part that is not known here"
    /// Marked as having a witness, and all of it is empty (Bitcoin Core, "Superfluous witness record").
    EmptyWitness "empty-witness" "the transaction is marked as having a witness and has none"
    /// Its witness is among its bytes, and no id covers that.
    WitnessKept "witness-kept" "the transaction's witness is among the bytes, where its id does not cover it"

    // A branch.
    /// 64 bytes: two hashes of a merkle tree can be passed off as a transaction.
    MerkleNode "merkle-node" "64 bytes, as an inner node of a merkle tree has them"
    BranchTooLong "branch-too-long" "the branch is longer than any block's"
    PositionBeyondBranch "position-beyond-branch" "a branch of this length has no such position"
    WrongBranch "wrong-branch" "the branch does not lead to the block's merkle root"
    /// The branch leads to the root from another position.
    WrongPosition "wrong-position" "the branch leads to the merkle root, but from another position"
    /// Longer or shorter than the coinbase's.
    WrongDepth "wrong-depth" "the branch is not as long as the coinbase's"
    /// Its last transactions taken twice leave a block's merkle root as it is (CVE-2012-2459): this is the second time.
    DuplicatedTail "duplicated-tail" "the position is that of a duplicate, which no block has"

    // A coinbase.
    NotACoinbase "not-a-coinbase" "the block's first transaction is no coinbase"
    CoinbaseBranch "coinbase-branch" "the coinbase's branch does not lead to the block's merkle root"
    /// A coinbase anywhere but at position 0, or something else there.
    CoinbasePlace "coinbase-place" "a coinbase stands at position 0, and nothing else does"
    /// The height in the coinbase (BIP 34) is another than the one that is claimed.
    WrongHeight "wrong-height" "the coinbase is of another height"

    // A header.
    HeaderLength "header-length" "a header has 80 bytes"
    /// A target that is negative, zero, or of more than 256 bits.
    BadBits "bad-bits" "the header's bits say no target"
    LowWork "low-work" "the header's hash is above its target"
    /// The header's bits are not those of its height.
    WrongBits "wrong-bits" "the header's bits are not those of its height"
    /// Above the table of epochs: easier than the rule of work allows.
    TooEasy "too-easy" "the header's target is easier than any that can follow the last known one"
    /// Easier than the chain ever was, another genesis block, or work by another chain's function.
    OtherChain "other-chain" "the header is of another chain"
}

impl fmt::Display for ProofError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.words())
    }
}

impl std::error::Error for ProofError {}
