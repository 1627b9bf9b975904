//! Who takes part in the sample chain: a key for each name, and signatures that their scripts accept.

use bitcoin::hashes::{Hash, sha256};
use bitcoin::key::{Keypair, Secp256k1, TapTweak};
use bitcoin::script::{Builder, PushBytesBuf};
use bitcoin::secp256k1::{All, Message};
use bitcoin::sighash::{EcdsaSighashType, Prevouts, SighashCache, TapSighashType};
use bitcoin::{
    Address, CompressedPublicKey, KnownHrp, Network, PublicKey, ScriptBuf, Transaction, TxOut, Witness,
    ecdsa, taproot,
};
use std::collections::HashMap;

/// A named holder of one key and one script. The same name and form is the same address on every run.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Party {
    pub form: Form,
    pub name: String,
}

/// The form of a party's script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// A bare public key: no address.
    P2pk,
    P2pkh,
    P2shP2wpkh,
    P2wpkh,
    P2tr,
}

pub fn party(form: Form, name: impl Into<String>) -> Party {
    Party { form, name: name.into() }
}

impl Form {
    /// About the virtual bytes of an input that spends it: for fees only.
    pub fn input_vbytes(self) -> u64 {
        match self {
            Form::P2pk => 114,
            Form::P2pkh => 148,
            Form::P2shP2wpkh => 91,
            Form::P2wpkh => 68,
            Form::P2tr => 58,
        }
    }
}

#[derive(Clone)]
struct Account {
    form: Form,
    keypair: Keypair,
    script: ScriptBuf,
}

/// Every party's key, made on first use.
pub struct Wallet {
    secp: Secp256k1<All>,
    by_party: HashMap<Party, ScriptBuf>,
    by_script: HashMap<ScriptBuf, Account>,
}

impl Default for Wallet {
    fn default() -> Wallet {
        Wallet { secp: Secp256k1::new(), by_party: HashMap::new(), by_script: HashMap::new() }
    }
}

impl Wallet {
    pub fn script(&mut self, party: &Party) -> ScriptBuf {
        if let Some(script) = self.by_party.get(party) {
            return script.clone();
        }
        let seed = sha256::Hash::hash(format!("donation-flow sample key: {}", party.name).as_bytes());
        let keypair = Keypair::from_seckey_slice(&self.secp, seed.as_byte_array())
            .expect("a hash is a valid key but for a chance of 2⁻¹²⁸");
        let public = CompressedPublicKey(keypair.public_key());
        let script = match party.form {
            Form::P2pk => ScriptBuf::new_p2pk(&PublicKey::from(public)),
            Form::P2pkh => ScriptBuf::new_p2pkh(&public.pubkey_hash()),
            Form::P2shP2wpkh => {
                ScriptBuf::new_p2sh(&ScriptBuf::new_p2wpkh(&public.wpubkey_hash()).script_hash())
            }
            Form::P2wpkh => ScriptBuf::new_p2wpkh(&public.wpubkey_hash()),
            Form::P2tr => {
                let internal = keypair.x_only_public_key().0;
                Address::p2tr(&self.secp, internal, None, KnownHrp::Regtest).script_pubkey()
            }
        };
        let account = Account { form: party.form, keypair, script: script.clone() };
        self.by_party.insert(party.clone(), script.clone());
        self.by_script.insert(script.clone(), account);
        script
    }

    /// Signs every input; `prevouts` are what they spend, all paid to parties of this wallet.
    pub fn sign(&self, tx: &mut Transaction, prevouts: &[TxOut]) {
        let mut unlocked = Vec::with_capacity(prevouts.len());
        let mut cache = SighashCache::new(&*tx);
        for (index, prevout) in prevouts.iter().enumerate() {
            let account = &self.by_script[&prevout.script_pubkey];
            unlocked.push(self.unlock(&mut cache, index, prevouts, account));
        }
        for (input, (script_sig, witness)) in tx.input.iter_mut().zip(unlocked) {
            input.script_sig = script_sig;
            input.witness = witness;
        }
    }

    fn unlock(
        &self,
        cache: &mut SighashCache<&Transaction>,
        index: usize,
        prevouts: &[TxOut],
        account: &Account,
    ) -> (ScriptBuf, Witness) {
        const ONE_PER_INPUT: &str = "there is a prevout for each input";
        let public = CompressedPublicKey(account.keypair.public_key());
        let ecdsa = |digest: [u8; 32]| ecdsa::Signature {
            signature: self.secp.sign_ecdsa(&Message::from_digest(digest), &account.keypair.secret_key()),
            sighash_type: EcdsaSighashType::All,
        };
        let push = |bytes: &[u8]| PushBytesBuf::try_from(bytes.to_vec()).expect("shorter than 4 GB");
        match account.form {
            Form::P2pk | Form::P2pkh => {
                let hash = cache
                    .legacy_signature_hash(index, &account.script, EcdsaSighashType::All.to_u32())
                    .expect(ONE_PER_INPUT);
                let signature = ecdsa(hash.to_byte_array());
                let mut unlock = Builder::new().push_slice(push(&signature.to_vec()));
                if account.form == Form::P2pkh {
                    unlock = unlock.push_slice(push(&public.to_bytes()));
                }
                (unlock.into_script(), Witness::new())
            }
            Form::P2wpkh | Form::P2shP2wpkh => {
                let program = ScriptBuf::new_p2wpkh(&public.wpubkey_hash());
                let hash = cache
                    .p2wpkh_signature_hash(index, &program, prevouts[index].value, EcdsaSighashType::All)
                    .expect(ONE_PER_INPUT);
                let witness = Witness::p2wpkh(&ecdsa(hash.to_byte_array()), &public.0);
                let script_sig = match account.form {
                    Form::P2shP2wpkh => Builder::new().push_slice(push(program.as_bytes())).into_script(),
                    _ => ScriptBuf::new(),
                };
                (script_sig, witness)
            }
            Form::P2tr => {
                let hash = cache
                    .taproot_key_spend_signature_hash(
                        index,
                        &Prevouts::All(prevouts),
                        TapSighashType::Default,
                    )
                    .expect(ONE_PER_INPUT);
                let tweaked = account.keypair.tap_tweak(&self.secp, None).to_keypair();
                let message = Message::from_digest(hash.to_byte_array());
                let signature = taproot::Signature {
                    signature: self.secp.sign_schnorr_no_aux_rand(&message, &tweaked),
                    sighash_type: TapSighashType::Default,
                };
                (ScriptBuf::new(), Witness::p2tr_key_spend(&signature))
            }
        }
    }
}

/// A script's regtest address, where it has one.
pub fn address(script: &bitcoin::Script) -> Option<String> {
    Address::from_script(script, Network::Regtest).ok().map(|address| address.to_string())
}
